"""Which 80,000 of the 250,000 pieces stay: `kept.json`, by the largest share that a piece has in any language.

    pip download --no-deps wordfreq==3.1.1 && unzip wordfreq-*.whl   # into $SLUICE_WORK/wf; only its counts are used
    python vocabulary.py
"""

import gzip
import hashlib
import json
import unicodedata

import msgpack
import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from e5 import DATA, WORK, E5File

PIECES = 80_000
LANGUAGES = "en de fr es it pt nl pl ru ar hi zh ja tr".split()
WITHOUT_CASE = {"ar", "hi", "zh", "ja"}
WITHOUT_SPACES = {"zh", "ja"}
SPECIAL = [0, 1, 2, 3, 6]  # <s> <pad> </s> <unk> ▁
# characters that always stay: word lists have no capitals, few marks and no signs
BLOCKS = [(0x21, 0x24F), (0x2B0, 0x36F), (0x370, 0x52F), (0x600, 0x6FF), (0x900, 0x97F), (0x2000, 0x2BFF), (0x3000, 0x30FF),
          (0xFE00, 0xFE0F), (0xFF00, 0xFFEF), (0x1F000, 0x1FAFF)]
HAN = (0x3400, 0x9FFF)


def unigram(pieces, scores, unknown):
    result = Tokenizer(models.Unigram([(p, float(s)) for p, s in zip(pieces, scores)], unk_id=unknown))
    result.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    result.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    return result


def words(language):
    """Words with their frequency; wordfreq's lists are one bin per centibel."""
    folder = WORK / "wf/wordfreq/data"
    path = folder / f"large_{language}.msgpack.gz"
    if not path.exists():
        path = folder / f"small_{language}.msgpack.gz"
    bins = msgpack.load(gzip.open(path), raw=False)[1:]
    return [(word, 10 ** (-i / 100)) for i, bin in enumerate(bins) for word in bin][:120_000]


def forms(language):
    listed = words(language)
    if language in WITHOUT_SPACES:
        return listed + [("。" + word, 4 * p) for word, p in listed]  # inside a run of characters there is no ▁
    if language in WITHOUT_CASE:
        return listed
    title = 0.5 if language == "de" else 0.2
    return [*listed, *((w[:1].upper() + w[1:], title * p) for w, p in listed), *((w.upper(), 0.03 * p) for w, p in listed[:30_000])]


def english_texts():
    with gzip.open(DATA / "text/unified.jsonl.gz", "rt") as lines:
        return [json.loads(line)["text"] for line in lines][::2]


def shares(tokenizer, weighted, pieces):
    counts = np.zeros(pieces)
    for encoding, (_, weight) in zip(tokenizer.encode_batch([w for w, _ in weighted]), weighted):
        np.add.at(counts, encoding.ids, weight)
    counts[3] = 0
    return counts / counts.sum()


def is_base(piece, seen):
    bare = piece.removeprefix("▁") if len(piece) > 1 else piece
    if len(bare) != 1:
        return False
    code = ord(bare)
    return any(a <= code <= b for a, b in BLOCKS) or (HAN[0] <= code <= HAN[1] and seen)


def main():
    file = E5File()
    full = unigram(file.pieces, file.scores, 3)
    best = np.zeros(len(file.pieces))
    for language in LANGUAGES:
        share = shares(full, forms(language), len(file.pieces))
        best = np.maximum(best, share)
        print(language, int((share > 0).sum()), flush=True)
    best = np.maximum(best, shares(full, [(t, 1.0) for t in english_texts()], len(file.pieces)))
    base = [i for i, p in enumerate(file.pieces) if i > 3 and is_base(p, best[i] > 0) and unicodedata.category(p[-1]) != "Cn"]
    order = [*SPECIAL, *base, *np.argsort(-best, kind="stable").tolist()]
    kept = SPECIAL[:4] + sorted({i for i in dict.fromkeys(order) if i > 3} if len(order) <= PIECES
                                else [i for i in list(dict.fromkeys(order))[:PIECES] if i > 3])
    text = json.dumps(kept)
    (WORK / "kept.json").write_text(text)
    print(json.dumps({"pieces": len(kept), "base": len(base), "sha256": hashlib.sha256(text.encode()).hexdigest()}))


if __name__ == "__main__":
    main()
