"""What an exported run does: AUC by source and language, held-out kinds, counterfactual pairs, and counts on web captions.

    python measure.py --run top6 [--english]     # measure.json; --english measures the model that it replaces

`laion-urls-*` is counted here only; nothing was trained or tuned on it.
"""

import argparse
import json
import random
import re

import numpy as np
import pyarrow.parquet as parquet

import to_onnx
from augment import EMOJI, SIGNS
from e5 import DATA, WORK
from finetune import targets_of
from grammar import Grammar
from metrics import auc
from publish import CAPTION_SETS
from rows import HERE, LABELS, SEED, read_rows
from teacher import english_scores

NAMES = to_onnx.SHIPPED
WHOLE = ("languages", "grammar", "sexual-grammar", "ours", *CAPTION_SETS)
IDENTITY, SEXUAL = NAMES.index("identity_attack"), NAMES.index("sexual_explicit")


def by_source(rows, scores):
    result, targets, sources = {}, targets_of(rows), np.array([r["source"] for r in rows])
    for source in sorted(set(sources)):
        for i, name in enumerate(NAMES):
            part = (sources == source) & ~np.isnan(targets[:, LABELS.index(name)])
            value = auc(targets[part, LABELS.index(name)] >= 0.5, scores[part, i]) if part.any() else None
            if value is not None:
                result.setdefault(source, {})[name] = round(value, 4)
    return result


def held_out(scored):
    """AUC by source on at most 120 test rows of each; sources in bold in the card were never trained on."""
    rng, sources = random.Random(SEED), {}
    for r in read_rows(WORK / "mixed.jsonl.gz"):
        if r["split"] == "test" and any(y is not None for y in r["y"]):
            sources.setdefault(r["source"], []).append(r)
    rows = [r for found in sources.values() for r in rng.sample(found, min(120, len(found)))]
    scores = scored([r["text"] for r in rows])
    return {"rows": len(rows), "by_source": by_source(rows, scores)}


def by_language(rows, scores):
    """AUC of hate and of sexual text against all harmless sentences of held-out templates and groups."""
    result, term = {}, np.array([r["term"] if r["source"] == "languages" else "" for r in rows])
    kind = np.array([r["kind"] for r in rows])
    for language in sorted(set(term) - {""}):
        harmless = (term == language) & np.isin(kind, ["neutral", "positive", "counter", "words"])
        entry = {"harmless": int(harmless.sum())}
        for name, kinds, i in (("hate", ["hate", "threat"], IDENTITY), ("insult", ["insult", "swearing", "menace"], 0),
                               ("sexual", ["sexual"], SEXUAL)):
            bad = (term == language) & np.isin(kind, kinds)
            if bad.any():
                entry[name] = round(auc(np.r_[np.ones(bad.sum(), bool), np.zeros(harmless.sum(), bool)],
                                        np.r_[scores[bad, i], scores[harmless, i]]), 4)
        result[language] = entry
    return result


def counterfactuals(scored):
    """How far a harmless caption moves by a credit, a name, the name's gender, a sign or an emoji: mean, and share above .05."""
    rng, grammar = random.Random(SEED), Grammar("english-harmless")
    test = [r for r in read_rows(WORK / "mixed.jsonl.gz") if r["split"] == "test" and r["kind"] == "caption"]
    base = [r["text"] for r in rng.sample(test, 60)]
    person = lambda sex: f"{rng.choice(grammar.people[sex]['dev'])} {rng.choice(grammar.people['last']['dev'])}"
    pairs = {"credit": [(t, f"{t}. {grammar.fill('{credit}', 'dev', rng)}") for t in base],
             "dress by NAME": [("Dress", f"Dress by {person(s)}") for s in ("female", "male") for _ in range(30)],
             "photo by NAME": [("Photo", f"Photo by {person(s)}") for s in ("female", "male") for _ in range(30)],
             "name": [(t, f"{person(s)}, {t}") for t in base for s in ("female", "male")],
             "gender of name": [(f"{person('female')}, {t}", f"{person('male')}, {t}") for t in base],
             "bare name, by gender": [(person("female"), person("male")) for _ in range(60)],
             "emoji": [(t, f"{rng.choice([t + ' ' + e, e + ' ' + t])}") for t in base for e in rng.sample(EMOJI, 2)],
             "sign": [(t, f"{s} {t}") for t in base for s in rng.sample(SIGNS, 2)]}
    result = {}
    for name, both in pairs.items():
        a, b = scored([x for x, _ in both]), scored([y for _, y in both])
        moves = np.abs(a - b)
        result[name] = {"pairs": len(both), "mean": [round(float(m), 4) for m in moves.mean(0)], "max": [round(float(m), 3) for m in moves.max(0)],
                        "moved more than .05": [int(m) for m in (moves > 0.05).sum(0)]}
    return result


def hate_functions(scored):
    """AUC of the two labels on the functional test of `bench/hate-functions`, which nobody trained on."""
    terms = [("women", "a woman"), ("trans people", "a trans person"), ("gay people", "a gay man"), ("Black people", "a Black man"),
             ("disabled people", "a disabled person"), ("Muslims", "a Muslim"), ("immigrants", "an immigrant")]
    texts, hateful, verdict = [], [], False
    for line in (HERE / "../../../bench/hate-functions/sentences.txt").read_text().splitlines():
        if match := re.fullmatch(r"\[(.+): (hateful|harmless)\]", line):
            verdict = match[2] == "hateful"
        elif line and not line.startswith("#"):
            for plural, one in terms if "{" in line else terms[:1]:
                text = line.replace("{p}", plural).replace("{a}", one)
                texts.append(text[:1].upper() + text[1:])
                hateful.append(verdict)
    scores = scored(texts)
    return {"sentences": len(texts), "hateful": sum(hateful), "identity_attack": round(auc(hateful, scores[:, IDENTITY]), 4),
            "toxicity": round(auc(hateful, scores[:, 0]), 4), "largest": round(auc(hateful, scores[:, :2].max(1)), 4)}


def web(scored, save=True):
    result = {}
    for name in ("laion-urls-1000", "laion-urls-4000"):
        texts = [t for t in parquet.read_table(DATA / f"pairs/{name}.parquet")["TEXT"].to_pylist() if t]
        scores = scored(texts)
        if save:
            np.save(WORK / f"{name}.npy", scores)
        result[name] = {"texts": len(texts), "mean": [round(float(m), 4) for m in scores.mean(0)],
                        "at least .5": [int(n) for n in (scores >= 0.5).sum(0)],
                        "quantile .995": [round(float(q), 3) for q in np.quantile(scores, 0.995, axis=0)]}
    return result


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--run", default="top6")
    args.add_argument("--english", action="store_true")
    args.add_argument("--dev", type=int, default=4000, help="development rows of the English sources")
    args.add_argument("--web", action="store_true")
    args = args.parse_args()
    small = to_onnx.session(WORK / args.run / "int8.onnx", 2)
    scored = english_scores if args.english else lambda texts: to_onnx.score(small, texts)
    dev = [r for r in read_rows(WORK / "mixed.jsonl.gz") if r["split"] == "dev"]
    # Whole: what the cuts are chosen by.
    own = [r for r in dev if r["source"] in WHOLE]
    rest = [r for r in dev if r["source"] not in WHOLE]
    dev = own + random.Random(SEED).sample(rest, min(args.dev, len(rest)))
    scores = scored([r["text"] for r in dev])
    who = "english" if args.english else args.run
    if not args.english:
        np.save(WORK / args.run / "dev.npy", to_onnx.as_read(small, [r["text"] for r in dev], scores))
        (WORK / args.run / "dev-rows.json").write_text(json.dumps(dev))
    kinds = np.array([f"{r['source']} {r['kind']}" if r["source"] in ("grammar", "sexual-grammar", "ours") else "" for r in dev])
    report = {"labels": NAMES, "rows": len(dev), "all": to_onnx.aucs(dev, scores), "by_source": by_source(dev, scores),
              "by_language": by_language(dev, scores),
              "median_by_kind": {k: [round(float(m), 3) for m in np.median(scores[kinds == k], axis=0)] for k in sorted(set(kinds) - {""})},
              "counterfactuals": counterfactuals(scored),
              "hate_functions": hate_functions(scored), "test": held_out(scored), **({"web": web(scored)} if args.web else {})}
    (WORK / f"measure-{who}.json").write_text(json.dumps(report, indent=1))
    print(json.dumps(report))


if __name__ == "__main__":
    main()
