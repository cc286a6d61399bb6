"""Lines that are about the file and not of its text: mail notices, sources, page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise

from corpus.titles import line_key
from corpus.types import Block

# Two lines of print; notices are read at a glance.
_MOST_CHARS = 80
_FORBIDS = (
    "请勿|勿照|严禁|不得|禁止|谢绝|未经.{0,8}(?:授权|许可|允许|同意)|供.{0,10}(?:参考|学习|交流|阅读|使用)|侵权|免责"
)
_ITSELF = (
    r"本(?:文|文档|材料|资料|稿|站|刊|书|号|公众号|范文|文件|篇)|以上(?:内容|材料|资料|文章)|"
    r"投稿|版权|转载|照搬|照抄|抄袭|公众号|素材|范文|会员|下载|水印|网友|www\.|https?:"
)
_NOTICE = re.compile(rf"(?=.*(?:{_FORBIDS}))(?=.*(?:{_ITSELF}))", re.DOTALL)
_MENTIONS = re.compile(rf"{_FORBIDS}|{_ITSELF}|来源|整理|编辑|收集|微信|网站|订阅|扫码|内部|资料")
_SOURCE = re.compile(
    r"(?:来源|文章来源|信息来源|责任编辑|编辑|发布时间|发布日期|浏览次数|阅读次数|字号|打印)\s*[:：].{0,40}"
)

_PAGE_NUMBER = re.compile(
    r"[-—–－·~\s]+\d{1,4}[-—–－·~\s]+|第\s*\d{1,4}\s*页(?:[\s,，/]*共\s*\d{1,4}\s*页)?|(?i:page)\s*\d{1,4}(?:\s*of\s*\d{1,4})?|\d{1,4}\s*/\s*\d{1,4}"
)
_BARE_NUMBER = re.compile(r"\d{1,4}")


def find_notices(text: str, blocks: Sequence[Block], is_title: Callable[[int], bool]) -> set[int]:
    """The blocks that are notices.

    A line that forbids or restricts and speaks of the text itself is one where documents begin or end; in milder
    words it is one when it repeats itself there.

    :param is_title: Whether the block at an index looks like a document's title.
    """
    lines = {index: _slice(text, block) for index, block in enumerate(blocks) if _may_be_notice(block)}
    sources = {
        index
        for index, line in lines.items()
        if min(index, len(blocks) - 1 - index) < _EDGE_BLOCKS and _SOURCE.fullmatch(line)
    }
    mentions = {index: line for index, line in lines.items() if _MENTIONS.search(line)}
    at_edge = {index for index in mentions if _is_at_edge(index, len(blocks), is_title)}
    found = {index for index in at_edge if _NOTICE.match(mentions[index])}
    repeated = defaultdict(list)
    for index, line in mentions.items():
        repeated[line_key(line)].append(index)
    for places in repeated.values():
        is_clear = _NOTICE.match(mentions[places[0]]) is not None
        if len(places) > 1 and (is_clear or 2 * len(at_edge.intersection(places)) > len(places)):
            found.update(places)
    return found | sources


def find_page_numbers(text: str, blocks: Sequence[Block]) -> set[int]:
    """The blocks that are page numbers; bare numbers only where they count pages up through the file."""
    found, bare = set(), []
    for index, block in enumerate(blocks):
        line = _slice(text, block)
        if len(line) <= 24 and _PAGE_NUMBER.fullmatch(line):  # 24: 第 1000 页 共 1000 页, with room
            found.add(index)
        elif _BARE_NUMBER.fullmatch(line):
            bare.append((index, int(line)))
    counts_up = all(later == page + 1 and below > above + 1 for (above, page), (below, later) in pairwise(bare))
    if len(bare) > 1 and counts_up:
        found.update(index for index, _ in bare)
    return found


# A title, a subtitle and a date may stand before a notice at the edge of a file.
_EDGE_BLOCKS = 4


def _may_be_notice(block: Block) -> bool:
    return block.role in {"body", "heading", "notice"} and block.end - block.start <= _MOST_CHARS


def _is_at_edge(index: int, count: int, is_title: Callable[[int], bool]) -> bool:
    if index < _EDGE_BLOCKS or index >= count - _EDGE_BLOCKS:
        return True
    return any(is_title(near) for near in (index - 1, index + 1, index + 2) if near < count)


def _slice(text: str, block: Block) -> str:
    return text[block.start : block.end]
