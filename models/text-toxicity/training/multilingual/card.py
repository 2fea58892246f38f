"""Gathers what was measured into REPORT.json, and writes the card of a run that ships from card.md.

    python card.py --run stage4 [--ship]      # after publish.py and measure.py, of the English model too
"""

import argparse
import json

import numpy as np

from e5 import WORK
from publish import RATES, RULE, cuts
from rows import HERE, LABELS, MODEL_DIR
from tables import replaced
from to_onnx import SHIPPED

NEVER = {"fox-news", "mlma", "toxigen-demos", "vicomtech"}
LANGUAGES = {"de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "pl": "Polish",
             "ar": "Arabic", "zh": "Chinese", "hi": "Hindi (Devanagari)", "ru": "Russian (not read)", "tr": "Turkish (not read)"}
# Of what ships, in the order that they were made in.
PARTS = ("stage1", "stage2", "stage3", "stage4", "stage6", "soup6", "stage7", "soup7")
COUNTED = [0, 1, 4]  # toxicity, identity_attack, sexual_explicit


def percent(share, digits=1):
    return f"{100 * share:.{digits}f} %"


def thresholds(chosen):
    for register, part in (("caption", chosen), ("comment", chosen["comment"])):
        for name in SHIPPED:
            rates = part["achieved"][name]
            keys = ["captions", "own_captions", "identity_sentences", "other_languages", "praise_in_other_languages", "comments", "found_own", "found_comments"]
            yield (register, name, part["thresholds"][name],
                   *[f"{percent(rates[k]['rate'])} of {rates[k]['n']:,}" if rates[k]["n"] else "–" for k in keys])


def sources(new, old):
    for source in sorted(new):
        both = lambda name: f"{new[source][name]:.3f} / {old[source][name]:.3f}" if name in new[source] else "–"
        rest = "; ".join(f"{name} {both(name)}" for name in SHIPPED[2:] if name in new[source])
        yield (f"**{source}**" if source in NEVER else source, both("toxicity"), both("identity_attack"), rest or "–")


def training():
    for source, splits in json.loads((WORK / "mix.json").read_text())["counts"].items():
        if "train" in splits:
            part = splits["train"]
            yield source, f"{part['rows']:,}", ", ".join(f"{part.get(name + '+', 0):,}" for name in SHIPPED)


def languages(found, rows, scores, cuts):
    limits = np.array([cuts[name] for name in SHIPPED])
    for code, name in LANGUAGES.items():
        part = np.array([r["source"] == "languages" and r["term"] == code and r["kind"] in ("neutral", "positive", "words") for r in rows])
        flagged = int((scores[part] >= limits).any(1).sum())
        yield name, *[f"{found[code][k]:.3f}" for k in ("hate", "insult", "sexual")], f"{flagged} of {int(part.sum())}"


def pairs(new, old):
    moved = lambda entry: max(entry["moved more than .05"][i] for i in COUNTED)
    for name, entry in new.items():
        yield (name, entry["pairs"], " / ".join(f"{entry['mean'][i]:.4f}" for i in COUNTED), moved(entry), moved(old[name]))


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--run", required=True)
    args.add_argument("--ship", action="store_true", help="write the card as well; publish.py has written the cuts")
    args = args.parse_args()
    read = lambda path: json.loads(path.read_text())
    new, old, export = read(WORK / f"measure-{args.run}.json"), read(WORK / "measure-english.json"), read(WORK / args.run / "export.json")
    rows, scores = read(WORK / args.run / "dev-rows.json"), np.load(WORK / args.run / "dev.npy")
    chosen = cuts(rows, scores, RATES)
    report = {"model": "multilingual-e5-small, 80,000 pieces", "candidate_labels": LABELS, "data": read(WORK / "mix.json"),
              "parts": {name: read(WORK / name / "train.json") for name in PARTS}, "export": export,
              "cuts of captions": {"rule": RULE, "thresholds": chosen[0], "achieved": chosen[1]}, "measured": new,
              "the English model before it": old}
    (HERE / "multilingual/REPORT.json").write_text(json.dumps(report, separators=(",", ":")) + "\n")
    if args.ship:
        write_card(new, old, export, read(MODEL_DIR / "thresholds.json"), rows, scores)


def write_card(new, old, export, chosen, rows, scores):
    loss = max(export["fp32_auc"][n] - export["int8_auc"][n] for n in SHIPPED)
    int8 = [("MB, int8 / fp32", f"{export['bytes'] / 1e6:.1f} / {export['fp32_bytes'] / 1e6:.0f}"), ("largest AUC loss (dev)", f"{loss:.4f}"),
            ("score change, mean / largest", f"{export['score_change']['mean']:.4f} / {export['score_change']['max']:.2f}")]
    card = (HERE / "multilingual/card.md").read_text()
    for first, table in {"int8 against fp32": int8, "Register": thresholds(chosen), "Source | training rows": training(),
                         "Source (test)": sources(new["test"]["by_source"], old["test"]["by_source"]),
                         "Language": languages(new["by_language"], rows, scores, chosen["thresholds"]),
                         "Changed": pairs(new["counterfactuals"], old["counterfactuals"])}.items():
        card = replaced(card, first, table)
    (MODEL_DIR / "README.md").write_text(card)


if __name__ == "__main__":
    main()
