"""500 harmless texts with token ids and scores of the shipped file, for parity with Node: `golden.json`.

Every text is scored alone. Sources: openstax (CC BY 4.0), IoT-For-Beginners (MIT), coco-captions (CC BY 4.0),
and sentences of our own; a handful are mildly rude.

    python golden.py
"""

import hashlib
import json
import random

import numpy as np

from counterexamples import counterexamples
from int8 import run, session
from rows import MODEL_DIR, SEED, read_rows
from train import WINDOW, tokenizer

ODD = [
    "a", ".", "…", "?!", "123", "3.14 × 10⁻⁷", "IMG_0042.JPG", "[UNK]", "[CLS] [SEP] [PAD]", "##ing", "\t a  dog\n",
    "don't won't can't", "e-mail@example.org", "https://example.org/a/b?c=d#e", "<b>bold</b> &amp; <i>italic</i>",
    "Ein Hund läuft über die Straße", "Un chat noir sur une chaise", "Мальчик играет в футбол", "一只狗在海滩上奔跑",
    "浜辺を走る犬", "해변에서 달리는 개", "كلب يركض على الشاطئ", "कुत्ता दौड़ रहा है", "สุนัขวิ่งบนชายหาด", "Σκύλος στην παραλία",
    "כלב על החוף", "ĳsbeer in Zürich", "ﬁnancial oﬃce", "Ｆｕｌｌ ｗｉｄｔｈ", "naïve café, déjà vu", "İstanbul’da bir köpek",
    "😀", "a dog 🐶 on the beach 🏖️", "👩‍👩‍👧‍👦 family", "🏳️‍🌈 parade in the city", "❤️❤️❤️", "zero\u200bwidth", "soft\u00adhyphen",
    "combining e\u0301 and o\u0308", "RTL \u200fmark", "\ufeffbyte order mark", "l33t sp34k is fun", "s p a c e d out", "ALL CAPS TITLE",
    "“curly” quotes – and — dashes", "C++ / C# / F#", "50 % off!!! $9.99", "a_b_c snake_case", "null", "undefined",
    "supercalifragilisticexpialidocious", "x" * 120, "word " * 80, "the " * 62, "the " * 63, "the " * 61,
    "you are an idiot", "what a moron", "shut up, you fool", "this fucking printer", "I hate mondays",
    "Donaudampfschifffahrtsgesellschaftskapitän", "𝒮𝒸𝓇𝒾𝓅𝓉 letters", "ℌello", "½ cup of sugar", "№ 5", "Москва 2024 🚀",
]
KINDS = ("neutral", "positive", "counter", "homonym", "reclaimed")


def main():
    rng = random.Random(SEED)
    rows = read_rows()
    openstax = sorted(r["text"] for r in rows if r["source"] == "openstax" and r["kind"] == "caption")
    docs = sorted(r["text"] for r in rows if r["source"] == "docs-alt-text" and r["kind"] == "caption")
    coco = sorted(r["text"] for r in rows if r["source"] == "coco-captions" and r["kind"] == "caption")
    own = sorted({r["text"] for r in counterexamples() if r["kind"] in KINDS})
    long = [t for t in openstax if len(t) > 350]
    texts = [*ODD, *rng.sample(docs, 80), *rng.sample(own, 110), *rng.sample(coco, 60), *rng.sample(long, 50)]
    rest = sorted(set(openstax) - set(texts))
    texts = list(dict.fromkeys(texts))
    texts += rng.sample(rest, 500 - len(texts))

    path = MODEL_DIR / "onnx/model_quantized.onnx"
    config = json.loads((MODEL_DIR / "config.json").read_text())
    model, items = session(path), []
    for text, encoding in zip(texts, tokenizer().encode_batch(texts)):
        logits = run(model, [encoding.ids])[0].astype(np.float64)
        items.append({"text": text, "ids": encoding.ids, "scores": [round(float(s), 7) for s in 1 / (1 + np.exp(-logits))]})
    head = {"model": "onnx/model_quantized.onnx", "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "labels": list(config["id2label"].values()), "window": WINDOW, "scored": "one text at a time, raw text, no folding"}
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    (MODEL_DIR / "golden.json").write_text(json.dumps(head, indent=1)[:-2] + ',\n "texts": [\n' + lines + "\n]}\n")
    print(json.dumps({"texts": len(items), "bytes": (MODEL_DIR / "golden.json").stat().st_size,
                      "highest": [float(x) for x in np.max([i["scores"] for i in items], axis=0)]}))


if __name__ == "__main__":
    main()
