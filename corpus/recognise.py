"""Title, kind, organ, level and year of a document, from its title, the lines around its text and its file's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePath

from corpus.kinds import kind_of
from corpus.language import detect
from corpus.normal import simplify
from corpus.organs import is_organ, leading_organ, level_in, level_of, organ_and_post
from corpus.types import Facts

_YEAR = r"(?<!\d)(?:19|20)\d{2}(?!\d)"
_HAN_YEAR = "[一二][一二三四五六七八九〇○零]{3}(?=年)"
# In a title a year stands before 年, in a range, or alone at an edge; not in 第2008号.
_TITLE_YEAR = re.compile(rf"(?<!第)(?:{_YEAR}(?!\s*号)|{_HAN_YEAR})")
_DATE = re.compile(rf"({_YEAR}|{_HAN_YEAR})\s*[年./-]\s*(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*[月./-]")
_WHOLE_DATE = re.compile(
    rf"[（(]?\s*(?:{_YEAR}|{_HAN_YEAR})\s*[年./-]\s*[\d一二三四五六七八九十]{{1,3}}\s*(?:月|[./-])\s*"
    r"(?:[\d一二三四五六七八九十]{1,3}\s*日?)?\s*[)）]?"
)
# The day a text enters into force says less than the day it was issued.
_IN_FORCE = re.compile("施行|实施|生效|执行")
_ISSUED = re.compile("公布|发布|修订|修正|修改|通过|批准|印发")
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")

_PARENTHESIS = re.compile(r"\s*[（(〔\[]([^（）()〔〕\[\]]{1,40})[)）〕\]]\s*$")
_YEAR_WORD = re.compile(rf"(?:{_YEAR}|{_HAN_YEAR})\s*(?:[-—~至到]\s*(?:{_YEAR}|\d{{2}}))?\s*年?(?:度|上半年|下半年)?")
_STATED_ORGAN = re.compile(
    r"(?:发文机关|发文单位|发布机构|制发机关|单位|来源|作者|供稿|报送单位|起草单位)\s*[:：]\s*(.+)"
)
_ORDER = re.compile("(?:中华人民共和国)?([\\u4e00-\\u9fff]{2,12}?)令(?:第|\\s|$)")
_ISSUER = re.compile("((?:中共中央|国务院)(?:办公厅)?)(?:批准|发布|公布|印发)")
_REGULATIONS = frozenset({"条例", "规定", "办法", "细则", "实施细则", "规则"})
_NATIONAL = re.compile("^(?:关于)?(?:中华人民共和国|全国|国务院|国家)")


@dataclass(frozen=True, slots=True)
class Recognition:
    """What is recognised; ``metadata`` holds "post" (主任) where a title names a person's post beside the organ."""

    facts: Facts
    metadata: Mapping[str, str] = field(default_factory=dict)


def recognise(
    title: str, *, head: Sequence[str] = (), tail: Sequence[str] = (), name: str = "", text: str = ""
) -> Recognition:
    """Recognise a document's facts; what is not stated stays empty.

    :param title: The title as the document has it; "" when it has none, then the file's name serves.
    :param head: Short lines around the title: dates, issuing organs, sources.
    :param tail: The last lines: signature and date.
    :param name: The file's name.
    :param text: The whole text, for the language.
    """
    shown = " ".join(title.split()) or title_from_name(name)
    plain = _plain(shown)
    core, parentheses = _parts(plain)
    kind, kind_at = kind_of(core)
    before = [_plain(line) for line in head]
    after = [_plain(line) for line in tail]
    organ, post = _organ_in_title(core, parentheses, kind, kind_at)
    organ = organ or _organ_in_lines(before, after) or _organ_in_name(name, kind)
    facts = Facts(
        title=shown,
        kind=kind,
        organ=organ,
        level=level_of(organ) or _level(core, kind),
        year=_year(plain, before, after, _plain(name)),
        language=detect(text or shown),
    )
    return Recognition(facts, {"post": post} if post else {})


def title_from_name(name: str) -> str:
    """A file's name as a title: without its ending and the date behind it."""
    stem = PurePath(name).stem if re.search(r"\.[A-Za-z][A-Za-z0-9]{1,7}$", name) else name
    return _PARENTHESIS.sub("", stem) if _WHOLE_DATE.search(stem[-14:]) else stem


def is_date(line: str) -> bool:
    """Whether a line is a date and nothing else."""
    return _WHOLE_DATE.fullmatch(_plain(line)) is not None


def core_title(title: str) -> str:
    """A title without the parentheses at its end, in simplified characters and plain widths."""
    return _parts(_plain(title))[0]


def has_context(title: str) -> bool:
    """Whether a title says whose, for whom or about what a text is, beyond its kind: a document's, not a section's."""
    core, parentheses = _parts(_plain(title))
    kind, kind_at = kind_of(core)
    if re.search("^在.+[上中]的?|关于.+的?$|(?<=.)对.+的$", core[:kind_at]):
        return True
    return bool(_organ_in_title(core, parentheses, kind, kind_at)[0]) or bool(
        re.search(r"[A-Za-z]{3}", core) and re.search(r"\b(?:of|on|at|for|to)\b|\d{4}", core)
    )


def _plain(text: str) -> str:
    return simplify(unicodedata.normalize("NFKC", text)).strip()


def _parts(title: str) -> tuple[str, list[str]]:
    """A title without the parentheses at its end, and what stood in them."""
    parentheses = []
    while match := _PARENTHESIS.search(title):
        if match.start() == 0:
            break
        parentheses.append(match.group(1))
        title = title[: match.start()]
    return title.strip(" 《》"), parentheses


def _organ_in_title(core: str, parentheses: Sequence[str], kind: str, kind_at: int) -> tuple[str, str]:
    for inside in parentheses:
        organ, post = organ_and_post(_YEAR_WORD.sub("", inside))
        if organ:
            return organ, post
    beginning = core[:kind_at]
    if beginning.startswith("在"):  # 在县政府全体会议上的讲话 is by a person
        return "", ""
    if "关于" in beginning:
        beginning = beginning.partition("关于")[0]
    elif kind in _REGULATIONS:  # 仲裁委员会仲裁收费办法 is about the organ, 公安部对…的规定 is by it
        beginning, by, _ = beginning.partition("对")
        if not by:
            return "", ""
    if kind == "政府工作报告":
        region = _YEAR_WORD.sub("", beginning).strip()
        return (region if not region or region.endswith(("政府", "国务院")) else f"{region}政府"), ""
    beginning = beginning.removeprefix("中华人民共和国")
    for part in re.split(r"[\s、,，]+", _YEAR_WORD.sub(" ", beginning)):
        organ, post = organ_and_post(part)
        if organ:
            return organ, post
    return leading_organ(beginning.strip()), ""


def _level(core: str, kind: str) -> str:
    """The level that a title speaks for though no organ is known."""
    if kind in _REGULATIONS:  # these name places as their subject: 城镇…条例
        return "国" if _NATIONAL.match(core) else ""
    return level_in(core) or (level_of(core.partition("上的")[0]) if core.startswith("在") else "")


def _organ_in_name(name: str, kind: str) -> str:
    """The organ in a file's name, when the name reads like this document's title."""
    core, parentheses = _parts(_plain(title_from_name(name)))
    named_kind, kind_at = kind_of(core)
    return _organ_in_title(core, parentheses, kind, kind_at)[0] if kind and named_kind == kind else ""


def _organ_in_lines(head: Sequence[str], tail: Sequence[str]) -> str:
    for line in head:
        stated = _STATED_ORGAN.match(line)
        if stated and (organ := organ_and_post(stated.group(1))[0]):
            return organ
    for line in head:
        order = _ORDER.search(line) or _ISSUER.search(line)
        if order and (organ := organ_and_post(order.group(1))[0]):
            return organ
    # A signature stands beside its date.
    for line, following in pairwise(tail):
        signature = "".join(line.split())
        if is_date(following) and len(signature) <= 30 and is_organ(signature):
            return signature
    return ""


def _year(title: str, head: Sequence[str], tail: Sequence[str], name: str) -> int | None:
    if stated := _TITLE_YEAR.search(title):
        return _as_year(stated.group())
    dated = [line for line in head if _DATE.search(line) and not _IN_FORCE.search(line)]
    issued = [_as_year(match.group(1)) for line in dated if _ISSUED.search(line) and (match := _DATE.search(line))]
    if issued:
        return max(issued)
    for line in (*dated, *(line for line in reversed(tail) if is_date(line) or _signed_date(line))):
        if match := _DATE.search(line):
            return _as_year(match.group(1))
    named = _TITLE_YEAR.search(name)
    return _as_year(named.group()) if named else None


def _signed_date(line: str) -> bool:
    """An organ and a date on one line."""
    date = _WHOLE_DATE.search(line)
    return date is not None and date.end() == len(line) and is_organ("".join(line[: date.start()].split()))


def _as_year(year: str) -> int:
    return int(year.translate(_HAN_DIGITS))
