"""The rival that the encoder must beat: TF-IDF of words and characters, logistic regression per label.

    python baseline.py                     # the baseline of the report
    python baseline.py --leave-out edos    # without one source, AUC on that source's test rows
"""

import argparse
import json
import time

import joblib
import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from metrics import auc_with_interval
from rows import LABELS, SEED, WORK, read_rows
from train import epoch_texts, targets_of


class Baseline:
    def __init__(self):
        shared = dict(lowercase=True, sublinear_tf=True, min_df=5, dtype=np.float32)
        self.words = TfidfVectorizer(ngram_range=(1, 2), max_features=100_000, **shared)
        self.characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), max_features=150_000, **shared)
        self.models = {}

    def fit(self, texts, targets, weights):
        features = hstack([self.words.fit_transform(texts), self.characters.fit_transform(texts)]).tocsr()
        for n, name in enumerate(LABELS):
            known = ~np.isnan(targets[:, n])
            model = LogisticRegression(C=2.0, solver="liblinear", random_state=SEED)
            self.models[name] = model.fit(features[known], targets[known, n] >= 0.5, sample_weight=weights[known])
        return self

    def score(self, texts, names):
        features = hstack([self.words.transform(texts), self.characters.transform(texts)]).tocsr()
        return np.column_stack([self.models[name].predict_proba(features)[:, 1] for name in names])


def load_baseline(names):
    baseline = joblib.load(WORK / "baseline.joblib")
    return lambda texts: baseline.score(texts, names)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--leave-out")
    args = args.parse_args()
    everything = read_rows()
    train = [r for r in everything if r["split"] == "train" and r["source"] != args.leave_out]
    chosen, texts, _ = epoch_texts(train, 0)  # the rows of the encoder's first epoch
    rows = [train[i] for i in chosen]
    start = time.time()
    from baseline import Baseline  # under its own name, so that the pickle opens elsewhere
    baseline = Baseline().fit(texts, targets_of(rows), np.array([r["weight"] for r in rows], dtype=np.float32))
    print(json.dumps({"rows": len(rows), "seconds": round(time.time() - start)}), flush=True)
    if not args.leave_out:
        joblib.dump(baseline, WORK / "baseline.joblib")
        return
    held = [r for r in everything if r["source"] == args.leave_out and r["split"] == "test"]
    scores, targets, result = baseline.score([r["text"] for r in held], LABELS), targets_of(held), {}
    for n, name in enumerate(LABELS):
        known = ~np.isnan(targets[:, n])
        if known.any():
            result[name] = auc_with_interval(targets[known, n] >= 0.5, scores[known, n])
    (WORK / f"loso-baseline-{args.leave_out}.json").write_text(json.dumps(result, indent=1))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
