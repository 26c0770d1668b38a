from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.errors import SidecarError
from clipdesk.inference import xmp
from clipdesk.progress import drain

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"

DARKTABLE = """<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:darktable="http://darktable.sf.net/"
   darktable:xmp_version="5"
   darktable:note="a &gt; b&#10;second line">
   <!-- made by hand -->
   <dc:subject>
    <rdf:Bag>
     <rdf:li>Urlaub &amp; mehr</rdf:li>
     <rdf:li>cat</rdf:li>
    </rdf:Bag>
   </dc:subject>
   <darktable:history><rdf:Seq><rdf:li darktable:num="0" darktable:params="gz03eJx"/></rdf:Seq></darktable:history>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"""
LIGHTROOM = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    "<r:Description r:about='uuid:1' xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:Rating='5'/></r:RDF></x:xmpmeta>\n"
    "<?xpacket end='w'?>"
)


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "a picture.jpg"
    path.write_bytes(b"\xff\xd8")
    return path


def _subjects(path):
    root = ET.parse(path).getroot()
    (subject,) = root.iter(f"{DC}subject")
    (bag,) = subject
    return [li.text for li in bag.findall(f"{RDF}li")]


def test_a_new_sidecar(picture):
    assert xmp.sidecar_path(picture).name == "a picture.jpg.xmp"
    assert xmp.keywords_of(picture) == ()
    assert xmp.add_keywords(picture, ["cat", "a <b> & 'c'", "🐈", "cat"]) == "written"
    assert _subjects(xmp.sidecar_path(picture)) == ["cat", "a <b> & 'c'", "🐈"]
    assert xmp.keywords_of(picture) == ("cat", "a <b> & 'c'", "🐈")
    assert xmp.add_keywords(picture, ["CAT"]) == "unchanged"
    assert sorted(path.name for path in picture.parent.iterdir()) == ["a picture.jpg", "a picture.jpg.xmp"]


def test_every_other_byte_stays(picture):
    sidecar = xmp.sidecar_path(picture)
    sidecar.write_text(DARKTABLE, encoding="utf-8")
    assert xmp.add_keywords(picture, ["Cat"]) == "unchanged"
    assert sidecar.read_text(encoding="utf-8") == DARKTABLE
    assert xmp.add_keywords(picture, ["cat", "dog & co"]) == "written"
    text = sidecar.read_text(encoding="utf-8")
    assert text.replace("<rdf:li>dog &amp; co</rdf:li>", "") == DARKTABLE
    assert xmp.keywords_of(picture) == ("Urlaub & mehr", "cat", "dog & co")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_sidecar_without_keywords(picture, mark):
    sidecar = xmp.sidecar_path(picture)
    sidecar.write_text(mark + LIGHTROOM, encoding="utf-8")
    assert xmp.add_keywords(picture, ["cat"]) == "written"
    text = sidecar.read_text(encoding="utf-8")
    start, end = (mark + LIGHTROOM).split("</r:RDF>")
    assert text.startswith(start)
    assert text.endswith("</r:RDF>" + end)
    assert _subjects(sidecar) == ["cat"]
    about = [one.get(f"{RDF}about") for one in ET.parse(sidecar).getroot().iter(f"{RDF}Description")]
    assert about == ["uuid:1", "uuid:1"]
    assert xmp.add_keywords(picture, ["dog"]) == "written"
    assert _subjects(sidecar) == ["cat", "dog"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<dc:subject><rdf:Bag/></dc:subject>", ["cat"]),
        ("<dc:subject><rdf:Bag a='1>/' /></dc:subject>", ["cat"]),
        ("<dc:subject><rdf:Bag></rdf:Bag></dc:subject>", ["cat"]),
        ("<dc:subject/>", ["cat"]),
        ("<dc:subject>\n</dc:subject>", ["cat"]),
        ("<dc:subject><rdf:Seq><rdf:li>x</rdf:li></rdf:Seq></dc:subject>", ["x", "cat"]),
        ("<dc:subject><rdf:Bag><rdf:li/></rdf:Bag></dc:subject>", [None, "cat"]),
        ("<dc:title><rdf:Alt><rdf:li>cat</rdf:li></rdf:Alt></dc:title>", ["cat"]),
    ],
)
def test_places_for_keywords(picture, before, after):
    sidecar = xmp.sidecar_path(picture)
    names = f'xmlns:rdf="{RDF[1:-1]}" xmlns:dc="{DC[1:-1]}"'
    text = f'<rdf:RDF {names}><rdf:Description rdf:about="">{before}</rdf:Description></rdf:RDF>'
    sidecar.write_text(text)
    assert xmp.add_keywords(picture, ["cat"]) == "written"
    assert _subjects(sidecar) == after
    sidecar.write_text(f'<RDF xmlns="{RDF[1:-1]}"/>')
    assert xmp.add_keywords(picture, ["cat"]) == "written"
    assert _subjects(sidecar) == ["cat"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (DARKTABLE.encode()[:-30], "damaged"),
        (b"<html/>", "not an XMP"),
        (b"", "empty"),
        (b"<a><b></a>", "damaged"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>', "type definition"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "type definition"),
        (DARKTABLE.encode("utf-16"), "UTF-16"),
        (DARKTABLE.replace("UTF-8", "ISO-8859-1").encode("latin-1"), "ISO-8859-1"),
        (DARKTABLE.replace("UTF-8", "utf-8").encode() + b"\xff", "damaged"),
        (f'<rdf:RDF xmlns:rdf="{RDF[1:-1]}"><rdf:Description xmlns:dc="{DC[1:-1]}">'
         f"<dc:subject>cat</dc:subject></rdf:Description></rdf:RDF>".encode(), "does not know"),
    ],
)  # fmt: skip
def test_what_is_damaged_or_hostile_is_left_alone(picture, data, reason):
    sidecar = xmp.sidecar_path(picture)
    sidecar.write_bytes(data)
    with pytest.raises(SidecarError, match=reason):
        xmp.add_keywords(picture, ["dog"])
    assert sidecar.read_bytes() == data
    assert len(list(picture.parent.iterdir())) == 2


def test_a_list_of_pictures(tmp_path):
    paths = [tmp_path / f"{number}.jpg" for number in range(4)]
    xmp.sidecar_path(paths[1]).write_text("<broken")
    xmp.sidecar_path(paths[2]).mkdir()
    entries = [(path, ["cat"]) for path in (*paths, paths[0], Path("/no/such/folder/x.jpg"))]
    steps = []
    result = drain(xmp.write_sidecars(entries), steps.append)
    assert (result.written, result.unchanged) == (2, 1)
    assert [one.path.name for one in result.failures] == ["1.jpg", "2.jpg", "x.jpg"]
    assert steps[-1].done == 6


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=5), st.lists(st.text(max_size=12), max_size=5))
def test_any_text_is_a_keyword_and_none_is_lost(tmp_path_factory, first, second):
    picture = tmp_path_factory.mktemp("p") / "p.jpg"
    xmp.add_keywords(picture, first)
    before = xmp.keywords_of(picture)
    xmp.add_keywords(picture, second)
    after = xmp.keywords_of(picture)
    assert after[: len(before)] == before
    assert len({one.casefold() for one in after}) == len(after)
    plain = [" ".join(text.split()) for text in (*first, *second) if text.isprintable() and text.strip()]
    assert {text.casefold() for text in plain} <= {one.casefold() for one in after}
