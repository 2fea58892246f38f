"""Where weights come from: the gate on training, and the record of it that every run and every export carries.

An origin is `{"lineage", "encoder", "start"}`: what a pack was made from, the SHA-256 of its text encoder, and, for a
run that began with exported weights, `{"sha256", "lineage"}` of those. Standard library and PyYAML alone.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
REHEARSAL = "rehearsal"  # in the place of a fingerprint: trained without a green card
DRAWN = ("coloured-shapes",)  # by our own code, from nobody's data: they need no card


def refuse(why):
    sys.exit(f"Cannot train on this dataset: {why}")


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def card_lineage(data, run):
    """Checks card and shards. @returns the lineage for the model's manifest"""
    import yaml  # a machine that opens a sent pack has no need of it

    curated = yaml.safe_load((data / "CURATED.yaml").read_text())
    audited = json.loads((run / "run.json").read_text())["fingerprint"]
    # The card stands at the audit that the data was curated from, or at an audit of the curated data: then its shards are hashed.
    where = ["--no-files"] if audited == curated["source"]["fingerprint"] else ["--data", str(data.resolve())]
    checked = subprocess.run(["node", "src/cli/sluice.cjs", "card", "check", str(run.resolve()), *where], cwd=REPOSITORY, capture_output=True, text=True)
    if checked.returncode != 0:
        refuse(f"`sluice card check {run}` gave exit code {checked.returncode}:\n{(checked.stdout + checked.stderr).strip()[-2000:]}")
    for shard in curated["shards"]:
        for name, wanted in shard["files"].items():
            if digest(data / name) != wanted:
                refuse(f'"{data / name}" is not what was curated: its SHA-256 is not in CURATED.yaml')
    fingerprint = curated["fingerprint"] if where == ["--no-files"] else audited
    return {"dataset": "illustrations", "fingerprint": fingerprint, "cardSha256": digest(run / "cards" / "card.yaml")}


def rehearsed(lineage):
    """Whether a lineage lacks a green card that it needs."""
    return "cardSha256" not in lineage and lineage["dataset"] not in DRAWN


def origin_of(pack, start=None):
    """The origin of a run on a pack, with the weights of the ONNX file `start` if it begins with such."""
    return {"lineage": pack.lineage, "encoder": pack.encoder, "start": started_from(Path(start)) if start else None}


def lineages_of(origin):
    """What a run was trained on, itself and by what it started from."""
    return [origin["lineage"], *([origin["start"]["lineage"]] if origin["start"] else [])]


def started_from(path):
    """Digest and lineage of an exported stage, as the manifest beside it has them."""
    manifest, sha256 = path.parent / "model.json", digest(path)
    known = json.loads(manifest.read_text()) if manifest.exists() else {"files": []}
    if not any(file["path"] == path.name and file["sha256"] == sha256 for file in known["files"]):
        refuse(f'"{path}" says nothing of the data it was trained on: wanted a model.json beside it that names its SHA-256')
    return {"sha256": sha256, "lineage": known["lineage"]}


def admit(origin, kept, rehearsal):
    """Stops unless a run may begin, or go on from a state that holds the origin `kept`: the gate on training."""
    if any(map(rehearsed, lineages_of(origin))) and not rehearsal:
        refuse("the pack, or what the run starts from, has no green card behind it: make it with --card RUN, or train with --rehearsal, which export.py does not ship")
    if kept is not None and kept != origin:
        refuse("this run began on another pack, text encoder or start; wanted a new --run folder")


def shipped_lineage(origins, rehearsal):
    """The one lineage of the stages of a model, for its manifest. Stops where they disagree, or none can be shipped."""
    lineages = [lineage for origin in origins for lineage in lineages_of(origin)]
    if any(map(rehearsed, lineages)):
        if not rehearsal:
            sys.exit("Cannot export: a stage, or what it started from, was trained with --rehearsal, without a green card")
        return {"dataset": lineages[0]["dataset"], "fingerprint": REHEARSAL}
    same = lambda key: len({json.dumps(one.get(key)) for one in lineages}) == 1
    if not all(map(same, ("dataset", "fingerprint", "cardSha256"))) or len({origin["encoder"] for origin in origins}) > 1:
        sys.exit(f"Cannot export: the stages, or what they started from, were trained on different data: {json.dumps(lineages)}")
    kept = {key: value for key, value in lineages[0].items() if key != "selection"}
    # Conditions that all share: no pair that a stage was trained on is left out.
    shared = [item for item in lineages[0].get("selection", {}).items() if all(item in one.get("selection", {}).items() for one in lineages)]
    return kept | ({"selection": dict(shared)} if "selection" in lineages[0] else {})
