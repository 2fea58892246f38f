"""Writes the measured tables of the card (../README.md) anew from REPORT.json and ../evaluation/evaluation.json.

    python tables.py

A table is found by its first heading cell; the words around it are a person's.
"""

import json

from rows import HERE, MODEL_DIR

NAMES = ["toxicity", "identity_attack", "insult", "obscene", "sexual_explicit"]
NEVER_TRAINED_ON = {"fox-news", "mlma", "toxigen-demos", "vicomtech"}
WAYS = {"fp32": "fp32", "dynamic": "ORT dynamic, per tensor", "dynamic-per-channel": "ORT dynamic, per channel",
        "dequantised": "weights only, DequantizeLinear", "blockwise-4": "MatMulNBits 8 bit, accuracy 4",
        "per-token-8-bit": "per token, 8-bit weights", "per-token": "**per token, 7-bit weights (shipped)**"}


def percent(share, digits=1):
    return f"{100 * share:.{digits}f} %"


def between(value):
    return f"{value['auc']:.3f} ({value['interval'][0]:.3f}–{value['interval'][1]:.3f})"


def flagged(rate):
    low, high = rate["interval"]
    return f"{percent(rate['rate'])} ({rate['hits']:,} of {rate['n']:,}; {100 * low:.1f}–{100 * high:.1f})"


def ways(export):
    for name, title in WAYS.items():
        way = export[name]
        speed = " / ".join(f"{way['captions_per_second'][f'batch {n}']:,}" for n in (1, 16, 32))
        lost = f"{max(way['auc_loss'].values()):.4f}" if "auc_loss" in way else "–"
        moved = f"{way['score_change']['mean']:.4f} / {way['score_change']['max']:.2f}" if "score_change" in way else "–"
        most = max(v.get("max_change", 0) for v in way["invariance"].values())
        same = way["invariance"]["equal lengths, batch 7"]["identical"]
        invariance = "< 5e-6; identical at equal lengths" if same else f"**up to {most:.2f}**"
        yield title, f"{way['bytes'] / 1e6:.1f}", lost, moved, speed, invariance


def thresholds(chosen):
    for name in NAMES:
        rates = chosen["achieved"][name]
        yield (name, chosen["thresholds"][name], percent(rates["captions"]["rate"], 2),
               percent(rates["identity_sentences"]["rate"], 2),
               f"{percent(rates['other_negatives']['rate'])} of {rates['other_negatives']['n']:,}")


def in_node(evaluation):
    def said(value):
        return f"{value['value']:.3f} ({value['low']:.3f}–{value['high']:.3f})"
    for label in evaluation["labels"]:
        m, c = label["measures"], label["confusion"]
        yield (label["label"], f"{label['n']:,} / {label['positives']:,}", label["threshold"],
               *[said(m[k]) for k in ("auc", "precision", "recall", "falsePositiveRate", "calibrationError")],
               f"{c['falsePositives']:,} / {c['falseNegatives']:,}")


def real(model, baseline):
    def at(label):
        found = label["real_texts_at_threshold"]
        return f"{found['precision']:.2f} / {found['recall']:.2f} / {percent(found['false_positive_rate']['rate'])}"
    for name in NAMES:
        own, other = model["labels"][name], baseline["labels"][name]
        area = own["real_texts"]
        yield (name, f"{area['positives']:,} / {area['negatives']:,}", between(area), between(other["real_texts"]),
               at(own), at(other), f"{own['all']['auc']:.3f}", f"{own['calibration']['ece']:.3f}")


def by_source(model, baseline):
    def both(name, source, counts):
        own = model["labels"][name]["by_source"].get(source)
        if own is None:
            return None
        n = f" ({own['positives']:,}+ {own['negatives']:,}−)" if counts else ""
        return f"{own['auc']:.3f} / {baseline['labels'][name]['by_source'][source]['auc']:.3f}{n}"
    for source in sorted({s for name in NAMES for s in model["labels"][name]["by_source"]}):
        others = [f"{name} {found}" for name in NAMES[2:] if (found := both(name, source, False))]
        yield (f"**{source}**" if source in NEVER_TRAINED_ON else source,
               *[both(name, source, True) or "–" for name in NAMES[:2]], "; ".join(others) or "–")


def captions(model, baseline):
    for name, rates in model["caption_flag_rates"].items():
        yield name, flagged(rates["any"]), flagged(baseline["caption_flag_rates"][name]["any"])


def kinds(test):
    model, baseline = test["model"], test["baseline"]
    parts = [("", lambda m: m["held_out"]["ours"]["kinds"]), ("", lambda m: m["held_out"]["madlibs"]["kinds"]),
             (", terms seen in training", lambda m: m["unseen_templates_seen_terms"]["kinds"]),
             (", second test", lambda m: m["second_test"]["kinds"])]
    for suffix, of in parts:
        for kind, rates in of(model).items():
            shares = ", ".join(percent(rates[n]["rate"]) for n in ("toxicity", "identity_attack", "any"))
            yield kind + suffix, rates["any"]["n"], shares, percent(of(baseline)[kind]["any"]["rate"])


def groups(test):
    model, baseline = test["model"], test["baseline"]
    sets = [("our sentences, identity_attack, unseen terms", lambda m: m["held_out"]["ours"]["terms_summary"]),
            ("our sentences, identity_attack, seen terms", lambda m: m["unseen_templates_seen_terms"]["terms_summary"]),
            ("madlibs, toxicity, unseen terms", lambda m: m["held_out"]["madlibs"]["terms_summary"])]
    sets += [(f"real texts by mention, {name}",
              lambda m, name=name: m["held_out"]["labels"][name]["groups_in_real_texts_summary"]) for name in NAMES[:2]]
    for title, of in sets:
        own = of(model)
        bpsn = of(baseline)["bpsn"]
        yield (title, *[f"{own[k]['auc']:.3f} ({own[k]['worst']}), {own[k]['mean']:.3f}" for k in ("subgroup", "bpsn", "bnsp")],
               f"{bpsn['auc']:.3f}, {bpsn['mean']:.3f}")


def left_out(sources):
    for source, runs in sources.items():
        yield (source, *[between(runs[run][name]) if name in runs[run] else "–"
                         for name in ("toxicity", "identity_attack", "sexual_explicit") for run in ("with", "without")])


def replaced(card, first_cell, rows):
    """The card with the rows of the table whose heading begins with a cell, from below its rule to its end."""
    lines = card.split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {first_cell} |")) + 2
    end = next(i for i in range(start, len(lines)) if not lines[i].startswith("|"))
    return "\n".join([*lines[:start], *["| " + " | ".join(map(str, row)) + " |" for row in rows], *lines[end:]])


def main():
    report = json.loads((HERE / "REPORT.json").read_text())
    test = report["test"]
    model, baseline = test["model"]["held_out"], test["baseline"]["held_out"]
    evaluation = json.loads((MODEL_DIR / "evaluation/evaluation.json").read_text())
    tables = {"Way": ways(report["export"]), "Label | Threshold": thresholds(report["thresholds"]),
              "Label | n / positives": in_node(evaluation), "Label | n + / − (real)": real(model, baseline),
              "Source | toxicity": by_source(model, baseline), "Set | model": captions(model, baseline),
              "Kind": kinds(test), "Set | subgroup": groups(test),
              "Left out": left_out(report["leave_one_source_out"]["sources"])}
    path = MODEL_DIR / "README.md"
    card = path.read_text()
    for first_cell, rows in tables.items():
        card = replaced(card, first_cell, rows)
    path.write_text(card)


if __name__ == "__main__":
    main()
