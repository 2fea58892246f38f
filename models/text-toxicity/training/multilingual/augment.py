"""What must never be evidence, put on texts of every label alike: signs, emoji, credits, names, letters' case, another script."""

import unicodedata

EMOJI = [chr(c) for a, b in ((0x1F300, 0x1F650), (0x1F680, 0x1F6D8), (0x1F90C, 0x1F9FF)) for c in range(a, b)
         if unicodedata.category(chr(c)) == "So"]
SIGNS = list("✓✔✗★☆♥❤♫♪°•·→←↑»«■□▲●◆※©®™№§†‡…–—|/~*#&+=@^") + ["|", "||", "***", ">>", "--", "!!", "??", "(1)", "[HD]"]
FOREIGN = ["สวัสดี", "ประเทศไทย", "ภาพถ่าย", "안녕하세요", "사진", "한국", "写真", "日本", "照片", "你好", "фото", "привет", "Москва", "صورة", "مرحبا",
           "फोटो", "नमस्ते", "φωτογραφία", "Ελλάδα", "תמונה", "שלום", "ছবি", "படம்", "ფოტო", "լուսանկար", "foto", "Bild", "imagen"]
CAPTIONS = {"cc3m", "coco-captions", "openstax", "docs-alt-text", "i2p", "grammar", "sexual-grammar", "languages"}


def signs(text, rng):
    mark = "".join(rng.choice(EMOJI if rng.random() < 0.6 else SIGNS) for _ in range(rng.choice([1, 1, 1, 2, 3])))
    place = rng.random()
    if place < 0.4:
        return f"{text} {mark}"
    if place < 0.75:
        return f"{mark} {text}"
    words = text.split(" ")
    words.insert(rng.randrange(len(words) + 1), mark)
    return " ".join(words)


def augmented(text, source, rng, grammar):
    """The text, perhaps with something on it that changes no label."""
    if source in CAPTIONS and rng.random() < 0.12:
        text = f"{text}{rng.choice(['. ', ' - ', ', ', ' | ', ' '])}{grammar.fill('{credit}', 'train', rng)}"
    if source in CAPTIONS and rng.random() < 0.04:
        text = f"{grammar.fill('{name}', 'train', rng)}{rng.choice([' - ', ': ', ', ', ' '])}{text}"
    if rng.random() < 0.14:
        text = signs(text, rng)
    if rng.random() < 0.04:
        word = rng.choice(FOREIGN)
        text = f"{text} {word}" if rng.random() < 0.5 else f"{word} {text}"
    case = rng.random()
    return text.lower() if case < 0.15 else text.upper() if case < 0.18 else text
