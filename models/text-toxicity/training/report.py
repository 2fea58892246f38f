"""Gathers the measured numbers of a run into `REPORT.json`.

    python report.py --run final
"""

import argparse
import json
import platform

from rows import HERE, LABELS, MODEL_DIR, WORK

ROUND = 5


def rounded(value):
    if isinstance(value, float):
        return round(value, ROUND)
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list) else value


def cpu():
    with open("/proc/cpuinfo") as lines:
        return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--run", required=True)
    args = args.parse_args()
    parts = {"data": WORK / "prepare.json", "training": WORK / args.run / "train.json", "export": WORK / args.run / "export.json",
             "development": WORK / args.run / "dev.json", "test": WORK / args.run / "test.json",
             "leave_one_source_out": WORK / "loso.json"}
    report = {"model": "text-toxicity", "candidate_labels": LABELS, "machine": cpu(), "python": platform.python_version()}
    for name, path in parts.items():
        report[name] = json.loads(path.read_text()) if path.exists() else None
    report["thresholds"] = json.loads((MODEL_DIR / "thresholds.json").read_text())
    (HERE / "REPORT.json").write_text(json.dumps(rounded(report), indent=1) + "\n")


if __name__ == "__main__":
    main()
