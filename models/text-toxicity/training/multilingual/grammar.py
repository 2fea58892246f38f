"""Sentences of our own: tables in `grammar/*.b64` (Base64 of plain text: they hold hateful and sexual words, and are never printed).

    @slot train: words | words          a slot's words, apart for training and development
    [kind train]                        the templates that follow; {slot} takes a word
"""

import base64
import random
import re
from importlib.util import find_spec
from pathlib import Path

from rows import SEED

FOLDER = Path(__file__).resolve().parent / "grammar"
SPLITS = ("train", "dev")
OWN_NAMES = {
    "female": "Ana Maria Fatima Aisha Mei Yuki Ingrid Svetlana Olga Priya Chiara Camille Lucía Zofia Anneke Greta Noor Leila Ximena Thandiwe "
              "Amara Hyejin Nguyet Siobhan Freya Beyoncé Zendaya Margot Scarlett Penélope Salma Adele Rihanna Björk",
    "male": "José Mohammed Ahmed Wei Hiroshi Lars Dmitri Sergei Raj Luca Pierre Carlos Piotr Jan Klaus Omar Yusuf Diego Sipho "
            "Kwame Minho Duc Seamus Olaf Denzel Idris Leonardo Javier Antonio Elton Kanye Björn Tenzin",
    "last": "García Silva Nguyen Kim Park Wang Chen Tanaka Sato Ivanova Petrov Nowak Kowalska Müller Schmidt Rossi Bianchi Dubois Moreau "
            "Hussein Al-Masri Khan Patel Singh Okafor Mensah Dlamini Hansen Johansson Novak Yılmaz Cohen Levi O'Brien MacDonald van Dijk Dickinson "
            "Hancock Cummings Sexton Gaylord Butts Wang Bangs Hoare Seaman Fuchs Kuntz",
}


def article(noun):
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def names():
    """First names of women and of men in equal numbers, and last names; every fifth belongs to development."""
    folder = Path(find_spec("names").origin).parent
    result = {}
    for part, most in (("female", 500), ("male", 500), ("last", 1500)):
        path = folder / f"dist.{'all.last' if part == 'last' else part + '.first'}"
        words = [line.split()[0].title() for line in path.read_text().splitlines()][:most] + OWN_NAMES[part].split()
        result[part] = {"train": [w for i, w in enumerate(words) if i % 5], "dev": words[::5]}
    return result


class Grammar:
    """The slots and templates of one table."""

    def __init__(self, name):
        text = base64.b64decode((FOLDER / f"{name}.b64").read_text()).decode()
        self.slots, self.templates, heading = {}, {}, None
        for line in text.splitlines():
            if match := re.fullmatch(r"@(\w+) (train|dev): (.*)", line):
                self.slots[match[1], match[2]] = [word.strip() for word in match[3].split("|")]
            elif match := re.fullmatch(r"\[(\w+) (train|dev)\]", line):
                heading = self.templates.setdefault(match.groups(), [])
            elif line and not line.startswith("#"):
                heading.append(line)
        self.people = names()

    def kinds(self, split):
        return [kind for kind, where in self.templates if where == split]

    def word(self, slot, split, rng):
        if slot == "digits":
            return str(rng.choice([rng.randint(1, 99), rng.randint(100, 9999), rng.randint(10_000, 999_999), rng.randint(1950, 2025)]))
        if slot in ("fname", "name"):
            first = rng.choice(self.people[rng.choice(["female", "male"])][split])
            return first if slot == "fname" else f"{first} {rng.choice(self.people['last'][split])}"
        if slot == "nation":
            return rng.choice(["French", "German", "Italian", "Brazilian", "Japanese", "Russian", "Indian", "American", "Czech", "Turkish"])
        words = self.slots.get((slot, split)) or self.slots[slot, "train"]
        return self.fill(rng.choice(words), split, rng)

    def fill(self, template, split, rng):
        group = []

        def replace(match):
            slot = match[1]
            if slot not in ("g", "o"):
                return self.word(slot, split, rng)
            if not group:  # one group per sentence, in two cases where the language has them
                forms = rng.choice(self.slots["g", split]).split("/")
                group.extend([forms[0], forms[-1]])
            return group["go".index(slot)]

        text = re.sub(r"\{(\w+)\}", replace, template)
        return re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", text) if "{g}" not in template else text

    def sentences(self, kind, split, count):
        """At most `count` different sentences of a kind, spread evenly over its templates, with their template."""
        rng, found = random.Random(f"{SEED} {kind} {split}"), {}
        templates = self.templates.get((kind, split), [])
        for n in range(3 * count):
            if len(found) == count or not templates:
                break
            i = n % len(templates)
            text = self.fill(templates[i], split, rng)
            found.setdefault(text[:1].upper() + text[1:] if rng.random() < 0.5 else text, i)
        return list(found.items())
