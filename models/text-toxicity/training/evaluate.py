"""Thresholds on the development split, then the test split, once.

    python evaluate.py --run final --split dev     # thresholds.json, dev.json
    python evaluate.py --run final --split test    # test.json
"""

import argparse
import json

import numpy as np

import subgroups
from baseline import load_baseline
from int8 import score, session
from metrics import auc_with_interval, rate_with_interval
from rows import LABELS, MODEL_DIR, WORK, read_rows
from train import targets_of

CAPTION_SETS = ("coco-captions", "cc3m", "laion", "docs-alt-text", "openstax")
RULE = ("per label, the smallest threshold on a grid of 0.001 at which, in the development split, at most 1 % of the "
        "real captions, at most 2 % of the harmless identity sentences (neutral, positive, madlibs NOT_BAD) and at most "
        "5 % of all other texts that are labelled negative are flagged")
RATES = {"captions": 0.01, "identity_sentences": 0.02, "other_negatives": 0.05}


def smallest(scores, rate):
    """The smallest threshold on a 0.001 grid that flags at most `rate` of the scores."""
    for threshold in np.arange(1, 1000) / 1000:
        if (scores >= threshold).mean() <= rate:
            return float(threshold)
    return 0.999


def negatives(rows, name):
    """The three sets of the rule."""
    caption = np.array([r["kind"] == "caption" and r["source"] in CAPTION_SETS for r in rows])
    identity = np.array([r["kind"] in ("neutral", "positive", "NOT_BAD") for r in rows])
    labelled = targets_of(rows)[:, LABELS.index(name)] < 0.5  # false where unknown
    listed = np.array([r["kind"] == "listed" for r in rows])
    return {"captions": caption, "identity_sentences": identity, "other_negatives": labelled & ~caption & ~identity & ~listed}


def choose(rows, scores, names):
    chosen, rates = {}, {}
    for i, name in enumerate(names):
        sets = negatives(rows, name)
        chosen[name] = max(smallest(scores[part, i], RATES[which]) for which, part in sets.items())
        rates[name] = {which: rate_with_interval(int((scores[part, i] >= chosen[name]).sum()), int(part.sum()))
                       for which, part in sets.items()}
    return chosen, rates


def at_threshold(positive, scores, threshold):
    flagged = scores >= threshold
    tp, fp = int((flagged & positive).sum()), int((flagged & ~positive).sum())
    p, n = int(positive.sum()), int((~positive).sum())
    precision = tp / (tp + fp) if tp + fp else None
    recall = tp / p if p else None
    f1 = 2 * tp / (tp + fp + p) if p else None
    return {"threshold": threshold, "precision": precision, "recall": recall, "f1": f1,
            "false_positive_rate": rate_with_interval(fp, n)}


def calibration(positive, scores, bins=10):
    """Expected calibration error and its table."""
    which = np.minimum((scores * bins).astype(int), bins - 1)
    table = [{"bin": b, "n": int((which == b).sum()), "score": float(scores[which == b].mean()),
              "positive": float(positive[which == b].mean())} for b in range(bins) if (which == b).any()]
    return {"ece": float(sum(t["n"] * abs(t["score"] - t["positive"]) for t in table) / len(scores)), "table": table}


def caption_rates(rows, scores, thresholds, names):
    result, caption = {}, np.array([r["source"] in CAPTION_SETS for r in rows])
    sources, listed = np.array([r["source"] for r in rows]), np.array([r["kind"] == "listed" for r in rows])
    limits = np.array([thresholds[n] for n in names])
    for source in (*CAPTION_SETS, "all", "all, with those on the word list"):
        part = caption & ((sources == source) | source.startswith("all")) & (~listed | ("with" in source))
        flagged = scores[part] >= limits
        result[source] = {n: rate_with_interval(int(flagged[:, i].sum()), len(flagged)) for i, n in enumerate(names)}
        result[source]["any"] = rate_with_interval(int(flagged.any(axis=1).sum()), len(flagged))
    return result


def measure(rows, scores, thresholds, names):
    targets, sources = targets_of(rows), np.array([r["source"] for r in rows])
    real = ~np.isin(sources, (*CAPTION_SETS, "ours", "madlibs"))
    result = {"rows": len(rows), "labels": {}, "caption_flag_rates": caption_rates(rows, scores, thresholds, names)}
    for i, name in enumerate(names):
        column = targets[:, LABELS.index(name)]
        known, positive = ~np.isnan(column), column >= 0.5
        entry = {"all": auc_with_interval(positive[known], scores[known, i]),
                 "at_threshold": at_threshold(positive[known], scores[known, i], thresholds[name]),
                 "calibration": calibration(positive[known], scores[known, i]),
                 "by_source": subgroups.by_source(rows, known, positive, scores[:, i])}
        part = known & real
        if positive[part].any():
            entry["real_texts"] = auc_with_interval(positive[part], scores[part, i])
            entry["real_texts_at_threshold"] = at_threshold(positive[part], scores[part, i], thresholds[name])
        if name in ("toxicity", "identity_attack"):
            chosen = [r for r, keep in zip(rows, part) if keep]
            entry["groups_in_real_texts"] = subgroups.real_groups(chosen, positive[part], scores[part, i])
            entry["groups_in_real_texts_summary"] = subgroups.summary(entry["groups_in_real_texts"])
        result["labels"][name] = entry
    for source in ("ours", "madlibs"):
        part = sources == source
        some, s = [r for r, keep in zip(rows, part) if keep], scores[part]
        block = {"kinds": subgroups.kinds(some, s, thresholds, names)}
        name = "identity_attack" if source == "ours" else "toxicity"
        i, column = names.index(name), targets[part, LABELS.index(name)]
        keep = ~np.isnan(column) & np.array([r["term"] != "" for r in some])
        chosen = [r for r, k in zip(some, keep) if k]
        block["terms"] = subgroups.term_groups(chosen, column[keep] >= 0.5, s[keep, i], thresholds[name])
        block["terms_summary"] = subgroups.summary(block["terms"])
        block["label"] = name
        result[source] = block
    return result


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--run", required=True)
    args.add_argument("--split", default="test", choices=["dev", "test"])
    args = args.parse_args()
    names = json.loads((MODEL_DIR / "config.json").read_text())["id2label"]
    names = [names[str(i)] for i in range(len(names))]
    rows = read_rows()
    dev = [r for r in rows if r["split"] == "dev"]
    held = dev if args.split == "dev" else [r for r in rows if r["split"] == "test"]
    seen = [r for r in rows if r["split"] == "test-seen-terms"]

    model = session(MODEL_DIR / "onnx/model_quantized.onnx", threads=2)
    scorers = {"model": lambda texts: score(model, texts), "baseline": load_baseline(names)}
    report = {"split": args.split}
    for who, scorer in scorers.items():
        thresholds, rates = choose(dev, scorer([r["text"] for r in dev]), names)
        report[who] = {"thresholds": thresholds, "development_rates": rates,
                       "held_out": measure(held, scorer([r["text"] for r in held]), thresholds, names)}
        if args.split == "test":
            s = scorer([r["text"] for r in seen])
            ours = np.array([r["source"] == "ours" for r in seen])
            chosen = [r for r, keep in zip(seen, ours) if keep]
            positive = np.array([r["y"][1] == 1 for r in chosen])
            i = names.index("identity_attack")
            report[who]["unseen_templates_seen_terms"] = {
                "kinds": subgroups.kinds(chosen, s[ours], thresholds, names),
                "terms": subgroups.term_groups(chosen, positive, s[ours][:, i], thresholds["identity_attack"])}
            report[who]["unseen_templates_seen_terms"]["terms_summary"] = subgroups.summary(
                report[who]["unseen_templates_seen_terms"]["terms"])
            # Written before the second training; the templates of `test` had been looked at by then.
            fresh = [r for r in rows if r["split"] == "test2"]
            report[who]["second_test"] = {
                "kinds": subgroups.kinds(fresh, scorer([r["text"] for r in fresh]), thresholds, names)}
    (WORK / args.run / f"{args.split}.json").write_text(json.dumps(report, indent=1))
    if args.split == "dev":
        chosen = report["model"]
        (MODEL_DIR / "thresholds.json").write_text(json.dumps({
            "rule": RULE, "split": "dev", "thresholds": chosen["thresholds"],
            "achieved": chosen["development_rates"]}, indent=2) + "\n")


if __name__ == "__main__":
    main()
