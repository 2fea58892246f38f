"""Our own template sentences: identity terms in every tone, so that the tone carries the signal and the term none.

`templates.txt` and `terms.txt` say which template and which term belongs to which split: a test sentence has
an unseen template and an unseen term. Cells that mix splits are used only to measure terms seen in training.
"""

import random
import re

from rows import HARMLESS, HERE, SEED, labels, row

ATTACK = labels(toxicity=1, identity_attack=1, obscene=0, sexual_explicit=0)
# kind -> labels; what a kind does not settle stays unknown
KINDS = {
    "neutral": HARMLESS,
    "positive": HARMLESS,
    "counter": HARMLESS,
    "reclaimed": labels(toxicity=0, identity_attack=0, insult=0, sexual_explicit=0, threat=0),
    "homonym": HARMLESS,
    "filename": HARMLESS,
    "praise": labels(toxicity=0, identity_attack=0, insult=0, obscene=1, sexual_explicit=0, threat=0),
    "hate": ATTACK,
    "threat": labels(toxicity=1, identity_attack=1, obscene=0, sexual_explicit=0, threat=1),
    "insult": labels(toxicity=1, identity_attack=0, insult=1, obscene=0, sexual_explicit=0, threat=0),
    "swearing": labels(toxicity=1, identity_attack=0, insult=1, obscene=1, sexual_explicit=0, threat=0),
    "menace": labels(toxicity=1, identity_attack=0, insult=0, obscene=0, sexual_explicit=0, threat=1),
    "target": labels(identity_attack=0, obscene=0, sexual_explicit=0, threat=0),
    "dislike": HARMLESS,
    "sexual": labels(identity_attack=0, insult=0, sexual_explicit=1, threat=0),
}
# how many sentences of each kind go into training
TRAIN = {"neutral": 9000, "positive": 10000, "counter": 8000, "hate": 9500, "threat": 2000}
# what a sentence weighs in the loss
WEIGHT = {"positive": 1.5, "counter": 1.5, "homonym": 2, "reclaimed": 2, "insult": 1.5, "menace": 2, "swearing": 2,
          "praise": 2, "target": 2, "dislike": 2}
REPEAT = 6  # variants of a template without an identity slot
SLOTTED = 40  # the same, where the template has slots of its own

FILL = {
    "place": ["a park", "London", "the city centre", "a school", "Berlin", "the kitchen", "Lagos", "a small village",
              "Mumbai", "the office", "a hospital", "Texas", "a market", "the mountains", "Paris", "a church",
              "a mosque", "the beach", "Toronto", "a train station"],
    "activity": ["reading a book", "playing football", "cooking dinner", "dancing", "walking a dog", "laughing",
                 "working on a laptop", "drinking coffee", "waiting for the bus", "riding a bicycle", "praying",
                 "playing the guitar", "shopping", "eating lunch", "watching a film", "having a picnic"],
    "thing": ["a red umbrella", "a bicycle", "a tree", "a cup of tea", "a dog", "a guitar", "a white car", "flowers",
              "a camera", "a wooden table", "a newspaper", "a cake"],
    "trait": ["kind", "brilliant", "hard-working", "funny", "generous", "beautiful", "strong", "talented", "friendly",
              "clever"],
    "profession": ["nurse", "teacher", "engineer", "lawyer", "baker", "scientist", "driver", "dancer", "plumber"],
    "rude": ["an idiot", "a moron", "a pathetic loser", "a fool", "a stupid clown", "a dirty liar", "a disgusting pig",
             "a worthless creep", "an ugly troll", "a brainless sheep", "a fat slob", "a coward", "a piece of trash"],
    "who": ["my boss", "that teacher", "my neighbour", "this author", "the man in the photo", "he", "she", "the referee",
            "the guy in the red shirt", "your brother", "the manager", "that reporter"],
    "harm": ["kill", "stab", "beat up", "shoot", "strangle", "punch", "hang", "break the legs of", "burn", "run over"],
    "jobs": ["bankers", "politicians", "landlords", "lawyers", "spammers", "journalists", "hooligans", "celebrities",
             "car dealers", "tax collectors", "bureaucrats", "referees"],
    "food": ["mushrooms", "spiders", "mosquitoes", "wasps", "Mondays", "weeds", "slow computers", "advertisements",
             "rats", "traffic lights", "cucumbers", "stairs", "slugs", "loud motorbikes"],
    "lewd": ["naked", "nude", "topless", "horny", "sexy naked", "busty nude", "undressed, explicit"],
    "adult": ["woman", "man", "couple", "model", "housewife", "milf", "stripper", "porn star", "lesbian couple",
              "gay couple", "swingers", "blonde"],
    "act": ["having sex", "masturbating", "giving oral sex", "with legs spread", "fucking hard", "sucking cock",
            "showing tits and pussy", "getting fucked", "in an orgy", "having an orgasm", "in bondage, nude"],
    "digits": ["7", "23", "0412", "1189", "2041", "3306", "55010", "100233", "640", "20160712"],
    "media": ["porn video", "xxx clip", "explicit photo", "nude selfie", "hentai drawing", "sex tape", "nsfw gif",
              "hardcore porn", "adult film still", "erotic photo, full nudity"],
}
TAILS = ["", "", "", ".", "!", " today", " - photo", ", honestly"]


def read_terms():
    terms = {"train": [], "dev": [], "test": []}
    for line in (HERE / "terms.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            split, group, singular, plural, adjective = (part.strip() for part in line.split("|"))
            terms[split].append({"group": group, "s": singular, "p": plural, "j": adjective})
    # The second test has templates of its own, and shares the terms that no training saw.
    return terms | {"test2": terms["test"]}


def read_templates():
    templates, heading = {}, None
    for line in (HERE / "templates.txt").read_text().splitlines():
        if match := re.fullmatch(r"\[(\w+) (\w+)\]", line):
            heading = templates.setdefault(match.groups(), [])
        elif line and not line.startswith("#"):
            heading.append(line)
    return templates


def article(noun):
    return f"{'an' if noun[0].lower() in 'aeiou' else 'a'} {noun}"


def has_identity(template):
    return any(slot in template for slot in ("{a}", "{s}", "{p}", "{j}"))


def fill(template, term, rng):
    values = {name: rng.choice(options) for name, options in FILL.items()}
    if term:
        values |= {"a": article(term["s"]), "s": term["s"], "p": term["p"], "j": term["j"]}
        template = template.replace("a {j}", article(term["j"])).replace("a {s}", article(term["s"]))
    if "{profession}" in template:
        template = template.replace(" {profession} ", " a {profession} ") if " and {profession} " in template else template
    return template.format(**values) + rng.choice(TAILS)


def cell(kind, templates, terms, split, count, rng):
    """`count` sentences of one kind, spread evenly over templates and terms."""
    pairs = [(i, t) for i in range(len(templates)) for t in range(len(terms))]
    rng.shuffle(pairs)
    rows = []
    for n in range(count):
        i, t = pairs[n % len(pairs)]
        text = fill(templates[i], terms[t], rng)
        rows.append(row(text, "ours", split, KINDS[kind], WEIGHT.get(kind, 1.0), kind=kind, term=terms[t]["p"], template=f"{kind}{i}"))
    return rows


def counterexamples():
    rng = random.Random(SEED)
    terms, templates = read_terms(), read_templates()
    rows = []
    for (kind, split), lines in templates.items():
        with_term = [line for line in lines if has_identity(line)]
        for i, line in enumerate(line for line in lines if not has_identity(line)):
            rows += [row(fill(line, None, rng), "ours", split, KINDS[kind], WEIGHT.get(kind, 1.0), kind=kind,
                         template=f"{kind}-{i}")
                     for _ in range((SLOTTED if "{" in line else REPEAT) if split == "train" else 2)]
        if with_term:
            cells = len(with_term) * len(terms[split])
            count = TRAIN.get(kind, cells) if split == "train" else cells
            rows += cell(kind, with_term, terms[split], split, count, rng)
            if split == "test":  # unseen templates, terms seen in training: measured, never trained on
                seen = terms["train"]
                rows += cell(kind, with_term, seen, "test-seen-terms", len(with_term) * len(seen), rng)
    unique = {(r["text"].lower(), r["split"]): r for r in rows}
    return list(unique.values())
