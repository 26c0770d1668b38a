"""The texts that the starter model learns from, and the CLIP embeddings of names that Detic ships.

Nothing to run here: prepare_teachers.py uses it.
"""

import ast
import csv
import json
import lzma
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from open_clip.tokenizer import SimpleTokenizer
from open_clip.zero_shot_metadata import IMAGENET_CLASSNAMES

Row = dict[str, Any]
TEMPLATES = ("{}", "a photo of a {}.", "a picture of a {}", "a blurry photo of the {}.", "a close-up photo of a {}.",
             "art of the {}.", "a photo of many {}.", "an image of {}")  # fmt: skip
COCO_NAMES = (
    "person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,stop sign,parking meter,"
    "bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,backpack,umbrella,handbag,tie,suitcase,frisbee,"
    "skis,snowboard,sports ball,kite,baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle,wine glass,"
    "cup,fork,knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,cake,chair,couch,"
    "potted plant,bed,dining table,toilet,tv,laptop,mouse,remote,keyboard,cell phone,microwave,oven,toaster,sink,"
    "refrigerator,book,clock,vase,scissors,teddy bear,hair drier,toothbrush"
)
PROPER_NAMES_KEPT = 20_000
# Words beyond ImageNet's, and the names and narrower kinds, which stand before them, that they hold for.
ALSO = {
    "flower": ("rose", "tulip", "sunflower", "dandelion", "water lily", "aster", "bellflower", "clematis", "dahlia",
               "daylily", "fuchsia", "garden rose", "iris", "lily", "magnolia", "orchid", "peony", "salvia",
               "apple blossom", "crabapple blossom", "flowers"),
    "tree": ("pine tree", "weeping willow", "acacia tree", "banyan tree", "eucalyptus trees", "mango tree",
             "neem tree", "coconut palm", "date palm", "tree with yellow flowers", "birch tree", "christmas tree",
             "palm tree", "weeping willow tree"),
    "sky": ("clouds", "sunrise", "sunny day", "sunset", "northern lights", "rainbow", "lightning",
            "storm clouds over the sea"),
    "room": ("room interior", "bathroom", "bedroom", "kitchen", "living room", "dining room", "classroom",
             "kindergarten classroom", "conference room", "hospital room", "dormitory room", "locker room", "office",
             "hotel lobby"),
    "car": ("police car", "car with a licence plate", "taxi", "vintage car"),
    "chair": ("office chair",),
    "racket": ("badminton racket",),
    "big cat": ("clouded leopard",),
    "building": ("buildings", "skyscrapers", "modern architecture", "temple", "taj mahal", "mausoleum",
                 "place of worship", "abbey", "palace", "skyscraper", "museum", "wooden chalet", "fire station",
                 "hotel", "hospital", "school", "cottage", "railway station building"),
    "tower": ("eiffel tower", "leaning tower of pisa", "tall tower"),
    "bridge": ("golden gate bridge",),
    "mountain": ("mount fuji", "mountains"),
    "plant": ("tree", "bamboo", "cactus", "sugarcane", "aloe", "banana plant", "coral bells", "euphorbia", "hosta",
              "houseleek", "virginia creeper"),
    "rocket": ("missile", "space shuttle", "rocket launch"),
    "cup of coffee": ("espresso", "cup of coffee with latte art"),
    "cup": ("mug", "coffee mug", "teacup", "cup of coffee"),
    "temple": ("temple of heaven", "stupa", "east asian temple", "ancient temple"),
    "nebula": ("emission nebula", "dark nebula"),
    "shoes": ("casual shoes", "formal shoes", "running shoe", "high heels", "ballet flats", "sandal", "ankle boots",
              "flip-flops"),
    "pants": ("trousers", "jeans", "track pants", "leggings", "capri pants"),
    "outerwear": ("jacket", "blazer", "raincoat", "trench coat"),
    "footwear": ("shoes", "shoe"),
    "hat": ("baseball cap", "cowboy hat"),
    "bag": ("handbag", "backpack", "clutch bag", "laptop bag", "duffel bag", "messenger bag", "belt bag"),
    "underwear": ("briefs", "boxer briefs", "boxer shorts", "undershirt", "bra", "camisole"),
    "jewellery": ("earrings", "necklace", "bracelet", "bangle", "finger ring", "pendant", "cufflinks"),
    "cosmetic": ("lipstick", "nail polish", "eyeliner", "face powder", "lip gloss", "mascara", "eyeshadow",
                 "lip liner", "makeup foundation", "moisturizer"),
    "clothing": ("t-shirt", "shorts", "skirt", "sweater", "suspenders", "swimsuit", "tracksuit", "tunic",
                 "underwear", "pants", "outerwear", "sari", "nightgown", "jumpsuit", "bathrobe", "gloves",
                 "stockings", "waistcoat", "kurta", "kurti", "women's top", "long-sleeve shirt", "churidar", "shawl",
                 "necktie"),
    "citrus": ("clementine", "grapefruit", "mandarin orange", "pomelo", "lime", "red grapefruit", "satsumas"),
    "berry": ("blackberry", "blackcurrant", "blueberry", "cranberry", "raspberry", "bearberry"),
    "nut": ("cashew", "peanut", "peanuts", "pistachio nuts", "walnuts", "coconut"),
    "edible fruit": ("apricot", "cherry", "coconut", "date fruit", "grapes", "kiwi fruit", "watermelon", "mango",
                     "papaya", "pear", "peach", "plum", "nectarine", "kiwi", "melon", "passion fruit", "avocado",
                     "apple", "apples", "apricots", "bananas", "cherries", "mangoes", "melons", "oranges", "pears",
                     "plums"),
    "vegetable": ("asparagus", "aubergine", "carrots", "leek", "onion", "pepper", "potato", "red beet", "tomato",
                  "garlic", "ginger", "eggplant", "okra", "pumpkin", "onions", "potatoes", "radishes", "spinach",
                  "tomatoes", "turnips"),
    "ball": ("american football", "beach ball", "billiard balls", "bowling ball", "cricket ball", "crocheted ball",
             "medicine ball", "rubber band ball", "sepak takraw ball", "tetherball", "water polo ball", "wiffle ball"),
    "beverage": ("drinks", "juice", "milk", "oat milk", "sour milk", "soy milk"),
    "sport": ("badminton", "boxing", "field hockey", "formula one racing", "gymnastics", "ice hockey", "kabaddi",
              "motorcycle racing", "professional wrestling", "soccer", "cricket", "fencing", "shooting sport",
              "swimming", "table tennis", "tennis", "weightlifting", "wrestling"),
    "animal": ("clam", "dolphin", "octopus", "seahorse", "seal", "shrimp", "squid", "turtle", "lobster",
               "nudibranch", "giraffe", "coral"),
    "monkey": ("mantled howler monkey", "bald uakari", "japanese macaque", "pygmy marmoset", "silvery marmoset",
               "black-headed night monkey", "nilgiri langur"),
    "bear": ("black bear", "grizzly bear"),
    "bird": ("heron", "seagull", "chicken", "crow", "turkey", "bird in flight", "canary", "eagles", "falcon",
             "flamingos", "herons", "hummingbirds", "kingfisher", "ostriches", "peacock", "pigeon", "raven", "robin",
             "sparrow", "woodpecker"),
    "mammal": ("cow", "deer", "raccoon", "whale", "alpaca", "donkey", "hedgehog", "horses", "llamas", "moose",
               "pigs", "squirrels", "walrus"),
    "frog": ("toad",),
    "fish": ("sea ray",),
    "insect": ("earwig", "wasp", "weevil", "caterpillar", "moth", "bug"),
    "person": ("baby", "fashion model", "woman in a traditional dress", "astronaut", "ballet dancer", "cyclist",
               "airline pilot", "chef", "doctor", "engineer in a hard hat", "farmer", "firefighter", "judge", "man",
               "mechanic", "people", "person clapping", "person dancing", "person doing a plank",
               "person doing yoga, downward dog", "person doing yoga, goddess pose", "person doing yoga, tree pose",
               "person doing yoga, warrior pose", "person drinking", "person eating", "person laughing",
               "person listening to music with headphones", "person sitting", "person sleeping",
               "person talking on the phone", "person texting on a phone", "person using a laptop", "police officer",
               "portrait of a woman", "runner", "waiter", "woman", "people fighting", "people hugging", "family",
               "portrait of a person", "person wearing a face mask", "person in horse riding clothes",
               "street fashion photo of a person", "person in an apron", "man in a jacket", "child on a swing",
               "child on a trampoline", "baker", "dentist", "doctor with a patient", "farmer in a field",
               "firefighters", "golfer on a golf course", "nurse", "pilot", "plumber", "police officers",
               "skateboarder", "skier", "soldiers", "teachers", "tennis player", "archer", "athlete at track and field",
               "baseball player", "boxer", "couple", "golfer", "person posing on a beach", "person riding a horse",
               "soccer player", "surfer", "swimmer", "volleyball player", "Bharatanatyam dancer",
               "Kathakali dancer in mask and costume", "Kuchipudi dancer", "Mohiniyattam dancer", "selfie of a woman",
               "woman in a dress", "woman in a kurti", "woman in a saree", "woman sitting", "woman standing"),
    "woman": ("portrait of a woman", "fashion model", "woman in a traditional dress", "selfie of a woman",
              "woman in a dress", "woman in a kurti", "woman in a saree", "woman sitting", "woman standing"),
    "dancer": ("Bharatanatyam dancer", "Kathakali dancer in mask and costume", "Kuchipudi dancer",
               "Mohiniyattam dancer"),
    "athlete": ("athlete at track and field", "baseball player", "boxer", "soccer player", "swimmer",
                "volleyball player"),
    "hand": ("closed fist", "open palm of a hand", "hand giving a thumbs up", "hand showing one finger",
             "hand showing two fingers", "hand showing four fingers", "hand showing five fingers", "fist gesture",
             "ok hand gesture", "raised palm gesture", "peace sign gesture", "thumbs up gesture",
             *(f"sign language hand sign for {n}" for n in ("zero", "three", "six", "seven", "eight", "nine"))),
    "eye": ("closed eye", "open eye"),
    "leaf": ("sugarcane leaf", "sugarcane leaf with red rot disease", "sugarcane leaf with rust disease",
             "rice leaf with bacterial leaf blight", "rice leaf with blast disease",
             "rice leaf with brown spot disease"),
    "sugarcane leaf": ("sugarcane leaf with red rot disease", "sugarcane leaf with rust disease"),
    "brain mri scan": ("brain mri scan with a tumor",),
    "x-ray": ("chest x-ray",),
    "landscape": ("landscape in daylight", "landscape at night", "landscape in the evening",
                  "landscape in the morning", "nature landscape"),
    "food": ("solid food", "vegetable", "nut", "cheese", "meatballs", "cooked meat", "yoghurt", "oatghurt",
             "soyghurt", "sour cream", "biryani", "burger", "cake", "chapati", "chicken curry", "dal", "dosa",
             "french fries", "fried rice", "ice cream", "idli", "momos", "paneer curry", "pizza", "plate of food",
             "rice", "salad", "samosa", "sandwich", "upma", "biscuits", "bread rolls", "brownie", "cookie",
             "cupcakes", "doughnut", "fried egg", "muffins", "pretzels", "slice of cake", "stack of pancakes",
             "waffle"),
    "musical instrument": ("alphorn", "bagpipes", "bongo drums", "cabasa", "castanets", "clarinet", "clavichord",
                           "concertina", "didgeridoo", "drum kit", "dulcimer", "guiro", "ocarina", "piano", "sitar",
                           "tambourine", "trumpet", "tuba", "violin", "xylophone", "maracas"),
    "lamp": ("desk lamp",),
    "furniture": ("table",),
    "hand tool": ("pliers", "wrench"),
    "electronic equipment": ("headphones",),
    "watch": ("wristwatch",),
    "toy": ("teddy bear", "plush toy"),
    "aircraft": ("hot air balloon", "drone", "helicopter", "seaplane"),
    "ship": ("destroyer", "cruise ship"),
    "boat": ("cruise ship", "fishing boat", "kayak", "patrol boat", "sailboat", "tugboat", "ferry", "kayaks",
             "sailing yacht", "yacht"),
    "road": ("dirt road", "forest road", "gravel road", "highway", "rainy road", "snowy road"),
    "computer": ("desktop computer", "laptop"),
    "vehicle": ("excavator", "public transport vehicle", "kick scooter", "bulldozer", "cable car", "fire engine",
                "lorry", "metro train", "taxi", "trams", "van", "helicopter"),
    "shop": ("butcher's shop", "candy store", "clothing store", "supermarket"),
    "stadium": ("soccer stadium",),
    "desert": ("sand desert", "sand dunes"),
    "forest": ("bamboo forest", "rainforest"),
    "painting": ("abstract painting", "traditional Chinese painting", "painting by Vincent van Gogh",
                 "watercolor painting", "acrylic painting"),
    "drawing": ("pencil sketch", "ink drawing", "colored pencil drawing", "line drawing of a face",
                "sketch of a building"),
    "cartoon": ("anime character", "comic strip", "newspaper comic", "cartoon sticker", "anime cat", "anime dog",
                "anime duck", "cute anime girl", "asuka anime girl", "nezuko anime character", "gojo anime character"),
    "comic strip": ("newspaper comic",),
    "document": ("receipt", "invoice"),
    "screenshot": ("website screenshot", "video game screenshot", "video game title screen",
                   "pixel art video game screenshot", "screenshot of a desktop application"),
    "video game screenshot": ("pixel art video game screenshot",),
    "chart": ("bar chart", "horizontal bar chart", "line chart", "pie chart", "scatter plot"),
    "bar chart": ("horizontal bar chart",),
    "playing card": ("joker playing card",),
    "logo": ("football club logo", "video game logo", "tv channel logo"),
    "dinosaur": ("long-necked dinosaur", "stegosaurus", "tyrannosaurus rex", "velociraptor", "pterosaur"),
    "astronaut": ("astronaut in a spacesuit",),
    "truck": ("lorry", "fire engine"),
    "bus": ("red double-decker bus",),
    "train": ("metro train",),
    "airplane": ("seaplane",),
    "dog": ("puppy",),
    "cat": ("kitten",),
    "horse": ("horses", "pony"),
}  # fmt: skip
MEANT = {"plant": "plant life", "drink": "beverage"}  # words that mean what the others do first, not what WordNet says
WORDNET_FILES = {3: "top", 4: "act", 5: "animal", 6: "artifact", 7: "attribute", 8: "body", 9: "cognition",
                 10: "communication", 11: "event", 12: "feeling", 13: "food", 14: "group", 15: "location",
                 16: "motive", 17: "object", 18: "person", 19: "phenomenon", 20: "plant", 21: "possession",
                 22: "process", 23: "quantity", 24: "relation", 25: "shape", 26: "state", 27: "substance",
                 28: "time"}  # fmt: skip
PROPER_NAME_ORDER = ("animal", "artifact", "food", "location", "object", "plant", "communication", "group", "person")


def read_rows(path: Path) -> list[Row]:
    """A JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    path.write_text("".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in rows), encoding="utf-8")


def class_names(packs: Path, out: Path) -> list[Row]:
    """Every class name in every template; folder names count beside the readable names made of them."""
    sources: dict[str, str] = dict.fromkeys(IMAGENET_CLASSNAMES, "imagenet")
    for index in sorted(packs.glob("*.index.jsonl")):
        for entry in read_rows(index):
            names = [entry["label"], entry.get("fine")]
            if entry["set"] in {"clothing", "sea", "scenes"}:
                names.append(entry["path"].split("/")[-2].replace("_", " ").lower())
            for name in filter(None, names):
                sources.setdefault(name, entry["set"])
    for name in ALSO:
        sources.setdefault(name, "also")
    if (out / "clip_names.jsonl").exists():
        for entry in read_rows(out / "clip_names.jsonl"):
            sources.setdefault(entry["plain"], entry["source"])
    return [{"text": template.format(name), "name": name, "template": template, "source": source}
            for name, source in sources.items() for template in TEMPLATES]  # fmt: skip


def wordnet_lemmas(folder: Path) -> list[Row]:
    """Nouns with their first sense's gloss and lexicographer file, plus the proper names likeliest to be seen."""
    synsets: dict[str, tuple[str, str, dict[str, str]]] = {}
    for line in (folder / "data.noun").read_text().splitlines():
        if line.startswith(" "):
            continue
        fields, _, gloss = line.partition(" | ")
        offset, lexfile, _, count, *rest = fields.split(" ")
        terms = rest[: 2 * int(count, 16) : 2]
        definition = " ".join(gloss.split('; "')[0].split()[:30])
        synsets[offset] = (WORDNET_FILES[int(lexfile)], definition, {term.lower(): term for term in terms})
    common, proper = [], []
    for line in (folder / "index.noun").read_text().splitlines():
        if line.startswith(" "):
            continue
        lemma, _, senses, pointers, *rest = line.split()
        lexfile, definition, terms = synsets[rest[int(pointers) + 2]]
        text = terms.get(lemma, lemma).replace("_", " ")
        if len(text.split()) > 5:
            continue
        entry = {"text": text, "gloss": definition, "file": lexfile, "senses": int(senses)}
        (common if text == text.lower() else proper).append(entry)
    rank = {name: position for position, name in enumerate(PROPER_NAME_ORDER)}
    proper.sort(key=lambda entry: rank.get(entry["file"], len(rank)))
    return common + proper[:PROPER_NAMES_KEPT]


class Nouns:
    """WordNet's nouns as people use them: for each sense the words that CLIP's vocabulary knows, and its kinds.

    A word of several parts counts if all are known; one for a kind must mean that first of all (a "machine" is no car).
    """

    def __init__(self, folder: Path) -> None:
        known = {row["text"] for row in clip_words()}
        self.words: dict[str, list[str]] = {}
        self.above: dict[str, list[str]] = {}
        for line in (folder / "data.noun").read_text().splitlines():
            if line.startswith(" "):
                continue
            offset, _, _, count, *rest = line.partition(" | ")[0].split(" ")
            terms = int(count, 16)
            words = [term.replace("_", " ") for term in rest[: 2 * terms : 2]]
            self.words[offset] = [word for word in words if word.islower() and known.issuperset(word.split())]
            pointers = rest[2 * terms + 1 :]
            self.above[offset] = [pointers[i + 1] for i in range(0, len(pointers) - 3, 4) if pointers[i] in ("@", "@i")]
        self.first = {}
        for line in (folder / "index.noun").read_text().splitlines():
            fields = line.split()
            if not line.startswith(" "):
                self.first[fields[0].replace("_", " ")] = fields[-int(fields[2])]
        self.first |= {word: self.first[other] for word, other in MEANT.items() if other in self.first}

    def kinds(self, offset: str) -> list[str]:
        """What that sense is a kind of, at any step."""
        found = dict.fromkeys(self.above[offset])
        for nearest in list(found):
            found |= dict.fromkeys(self.kinds(nearest))
        return list(found)

    def kind_words(self, offset: str) -> list[str]:
        """The words for a kind."""
        return [word for word in self.words[offset] if self.first[word] == offset and len(word.split()) <= 2]


def clip_words() -> list[Row]:
    tokens = (token.removesuffix("</w>") for token in SimpleTokenizer().encoder if token.endswith("</w>"))
    return [{"text": word} for word in tokens if word.isalpha() and word.isascii() and len(word) >= 2]


def paired_captions(packs: Path) -> list[Row]:
    return [{"text": caption, "pack": pack, "row": position}
            for pack in ("large160", "more160", "web160") if (packs / f"{pack}.index.jsonl").exists()
            for position, entry in enumerate(read_rows(packs / f"{pack}.index.jsonl"))
            for caption in entry.get("captions", [])]  # fmt: skip


def plain_captions(path: Path) -> list[Row]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [{"text": line.strip()} for line in lines if line.strip()]


def plain_name(name: str) -> str:
    """As one would say it: "bat" for "bat_(animal)"."""
    return name.replace("_", " ").partition("(")[0].strip().lower()


def gather_clip_names(detic: Path, out: Path) -> None:
    """Unit CLIP ViT-B/32 embeddings of "a {name}", the name as it was given to CLIP (LVIS's with underscores)."""
    metadata = detic / "datasets/metadata"
    lvis = sorted(json.loads((metadata / "lvis_v1_train_cat_info.json").read_text()), key=lambda entry: entry["id"])
    with (metadata / "Objects365_names_fix.csv").open(newline="") as lines:
        objects365 = [line[2].strip() for line in sorted(csv.reader(lines), key=lambda line: int(line[0]))]
    source = ast.parse((detic / "detic/data/datasets/oid.py").read_text())
    lists = [node.value for node in source.body
             if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "categories"]  # fmt: skip
    open_images = [entry["name"] for entry in sorted(ast.literal_eval(lists[0]), key=lambda entry: entry["id"])]
    rows: list[Row] = []
    embeddings: list[NDArray[np.float32]] = []
    for name, file, names in (
        ("lvis", "lvis_v1_clip_a+cname.npy", [entry["name"] for entry in lvis]),
        ("coco", "coco_clip_a+cname.npy", COCO_NAMES.split(",")),
        ("objects365", "o365_clip_a+cnamefix.npy", objects365),
        ("openimages", "oid_clip_a+cname.npy", open_images),
    ):
        part = np.load(metadata / file).astype(np.float32)
        if len(part) != len(names):
            raise ValueError(f"{name}: {len(part)} embeddings for {len(names)} names")
        embeddings.append(part / np.linalg.norm(part, axis=1, keepdims=True))
        rows += [{"name": text, "plain": plain_name(text), "source": name} for text in names]
    write_rows(out / "clip_names.jsonl", rows)
    np.save(out / "clip_names.npy", np.concatenate(embeddings))
    print(f"clip_names.npy done: {len(rows)} names", flush=True)
