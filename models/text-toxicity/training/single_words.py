"""How often the shipped model flags a caption of one word: the 6,000 commonest whole words of four letters or more.

    python single_words.py

The words are the first ones of BERT's vocabulary, which is sorted by frequency; a few are rightly flagged.
"""

import json

from int8 import score, session
from rows import MODEL_DIR

WORDS = 6000


def main():
    vocabulary = json.loads((MODEL_DIR / "tokenizer.json").read_text())["model"]["vocab"]
    words = sorted(vocabulary, key=vocabulary.get)
    words = [word for word in words if len(word) > 3 and word.isascii() and word.isalpha()][:WORDS]
    names = json.loads((MODEL_DIR / "config.json").read_text())["id2label"]
    chosen = json.loads((MODEL_DIR / "thresholds.json").read_text())["thresholds"]
    scores = score(session(MODEL_DIR / "onnx/model_quantized.onnx", threads=2), words)
    for i in range(len(names)):
        name = names[str(i)]
        print(name, int((scores[:, i] >= chosen[name]).sum()), "of", len(words))


if __name__ == "__main__":
    main()
