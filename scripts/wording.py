"""What the commands call the parts of a check, in Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

CLASSES = {
    "verbatim": "照抄",
    "edited": "改动",
    "reordered": "调序",
    "paraphrased": "改写",
    "translated": "翻译",
}
MARKS = {"quotation": "引用", "citation": "注明出处", "template": "模板", "set_phrase": "套话"}
DISGUISES = {
    "invisible": "不可见字符",
    "lookalike": "形似字母",
    "spaced": "字间空格",
    "radical": "部首字符",
}
_SHARES = {
    "copy_share": "总文字复制比",
    "without_quotations": "去除引用复制比",
    "without_set_phrases": "去除套话复制比",
    "largest_source_share": "单篇最大文字复制比",
}


def figures(found: Mapping[str, Any]) -> Iterator[str]:
    """The figures of a check, in lines."""
    yield "  ".join(f"{said} {found[name]:.1%}" for name, said in _SHARES.items())
    by_class = [f"{said} {found['by_class'][name]}" for name, said in CLASSES.items() if name in found["by_class"]]
    counted = f"重复字数 {found['copied_chars']} / {found['characters']}"
    aside = [f"另有套话 {found['set_phrase_chars']} 字"] if found["set_phrase_chars"] else []
    yield "  ".join([counted, *by_class, *aside])


def spans(found: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Spans with their sources, in lines."""
    for span in found:
        named = "、".join([CLASSES[span["class"]], *(MARKS[mark] for mark in span["marks"])])
        yield f"[{span['start']}–{span['end']}] {named}  {one_line(span['text'])}"
        yield f"    ← {place(span['source'])}"
        if span["class"] != "verbatim":
            yield f"      {one_line(span['source']['text'])}"
        others = [each["document"]["title"] or "（无标题）" for each in span["alternatives"]]
        if others:
            yield f"    另见 {'；'.join(others[:3])}{f' 等 {len(others)} 篇' if len(others) > 3 else ''}"


def place(source: Mapping[str, Any]) -> str:
    """A document and a place in it."""
    named = source["document"]["title"] or ("（无标题）" if source["document"]["id"] else "来源")
    return f"{' › '.join([named, *source['heading_path']])}  [{source['start']}–{source['end']}]"


def one_line(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())
