"""Text made for slow rules: repeated, nested, numbered beyond counting, in encodings that lie."""

from __future__ import annotations

from collections.abc import Iterator

_REPEATED = {
    "brackets": "（", "closed": "（）", "books": "《", "quotes": "“", "stars": "*", "underscores": "_", "ticks": "`",
    "squares": "[", "links": "[a](", "images": "![", "quoted": ">", "hashes": "#", "dashes": "- ", "pipes": "|",
    "lines": "\n", "returns": "\r", "blanks": " ", "wide-blanks": "\u3000", "stops": "。", "semicolons": "；",
    "numbers": "9", "wide-numbers": "９", "chinese-numbers": "千万亿", "points": "一是", "more-points": "一是甲。二是",
    "years": "2018年", "titles": "2018年督查工作总结（县政府办）\n", "long-titles": "关于进一步加强", "dots": "……",
    "contents": "一、督查工作…………1\n", "headings": "（一）督查\n", "run-in": "一、督查。", "spaced": "督 查 ",
    "joined": "\u200d", "marks": "e\u0301\u0302", "bidi": "\u202e", "emoji": "👩‍👩‍👧‍👦", "invisible": "\u200b督",
    "signatures": "县政府办\n2018年1月1日\n", "tags": "<a>", "entities": "&amp;", "escapes": "\\", "tildes": "~~",
    "rows": "| a | b |\n", "fences": "```\n", "references": "[a]: b\n", "lists": "1. a\n", "nested": "  - a\n",
    "notices": "【通知】\n", "mail": "From: a\n", "colons": "：", "commas": "，", "latin": "aB1 ", "tabs": "\t",
    "controls": "\x01", "private": "\ue000", "astral": "\U00020000", "feeds": "\f", "separators": "\u2028",
}  # fmt: skip
_ALMOST = (
    "第" + "一" * 3000 + "章",
    "（" * 2000 + "甲" + "）" * 1999,
    "“" * 999 + "”" * 1000,
    "《关于" * 1500,
    "1." * 5000,
    "1.1" * 5000 + " ",
    "a" * 20_000 + "！",
    "2018年" + "度" * 9000 + "总结",
    "#" * 7 + " a",
)


def made(_: str, large: int) -> Iterator[tuple[str, bytes]]:
    """Texts as txt and md."""
    for name, each in _REPEATED.items():
        text = each * (60_000 * large // len(each))
        for kind in ("txt", "md"):
            yield f"repeated-{name}.{kind}", text.encode()
    for number, text in enumerate(_ALMOST):
        for kind in ("txt", "md", "html"):
            yield f"almost-{number}.{kind}", (text + "\n" + text).encode()
    for depth in (100, 5000):
        yield f"deep-quotes-{depth}.md", ("\n".join(">" * n + " 督" for n in range(1, depth, depth // 50))).encode()
        yield f"deep-lists-{depth}.md", ("\n".join("  " * n + "- 督" for n in range(0, depth, depth // 50))).encode()
    for encoding in ("utf-16", "utf-16-le", "utf-32", "utf-7", "big5", "gb18030", "shift-jis", "cp1252"):
        data = "督查工作。".encode(encoding, "replace") * 300
        yield f"encoding-{encoding}.txt", data
        yield f"odd-{encoding}.txt", data[:-1]
    for number, mark in enumerate((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        yield f"mark-{number}.txt", mark
        yield f"mark-and-noise-{number}.txt", mark + bytes(range(256)) * 20
    yield "surrogates.txt", b"\xed\xa0\x80" * 2000
    yield "overlong.txt", b"\xc0\xaf\xe0\x80\xaf" * 2000
    yield "nul.txt", b"a\0" * 2000
