"""Organs as office documents name them: 市政府办, XX县教育局, 区政协办公室; their level; a person's post."""

from __future__ import annotations

import re

# How names of organs end. 部, 会, 所, 处, 科, 室, 队, 站 also end other words, so those come with what goes before.
_ENDINGS = (
    "办公厅|办公室|政府办|委办|协办|大办|街道办|镇办|乡办|党政办|党办|政办|府办|综合办|"
    "政府|国务院|党委|工委|党组|纪委|监委|党校|政协|人大|常委会|委员会|管委会|居委会|村委会|党支部|党总支|省委|市委|县委|"
    "区委|州委|旗委|镇委|乡委|团委|中央|军委|政法委|发改委|卫健委|教工委|教育部|财政部|公安部|商务部|组织部|宣传部|统战部|"
    "交通部|外交部|国防部|科技部|民政部|司法部|水利部|农业部|文化部|卫生部|建设部|武装部|指挥部|工业部|信息化部|"
    "社会保障部|资源部|生态环境部|农村部|事务部|管理部|工程部|业务部|局|厅|署|院|总队|支队|大队|中队|海关|联合会|协会|学会|"
    "工会|总工会|妇联|工商联|文联|科协|残联|社联|作协|侨联|红十字会|理事会|董事会|集团|公司|银行|学校|中学|小学|大学|"
    "学院|幼儿园|医院|研究所|派出所|事务所|管理所|监狱|检察院|法院|中心|街道|办事处|管理处|事务处|公所|社区|"
    "科室|研究室|政研室|督查室|秘书处|信息处|综合处|综合科|秘书科|气象站|工作站|服务站|领导小组|工作组|专班|指挥中心"
)
_POSTS = (
    "党委书记|党组书记|副书记|书记|副主任|主任|副局长|局长|副厅长|厅长|副部长|部长|副市长|市长|副县长|县长|副区长|区长|"
    "副镇长|镇长|副乡长|乡长|副省长|省长|副处长|处长|副科长|科长|副秘书长|秘书长|秘书|副主席|主席|副院长|院长|副校长|校长|"
    "副所长|所长|副站长|站长|副队长|队长|副组长|组长|经理|总经理|董事长|干事|科员|主任科员|文员|工作人员|干部|党员"
)
_NAME = "[\u4e00-\u9fffA-Za-z·×○〇*]"  # XX局, ××县: names left open
_ORGAN = re.compile(rf"{_NAME}*(?:{_ENDINGS})")
_ENGLISH_ORGAN = re.compile(
    r"(?:[\w'&-]+ )*(?:Office|Bureau|Department|Government|Committee|Council|Commission|Ministry|Administration|"
    r"Agency|Authority|Board|Court)(?: of [\w' ]+)?"
)
_WITH_POST = re.compile(rf"({_NAME}+?)({_POSTS})")
# Organs that begin a longer title: only endings that hardly occur elsewhere, and not 全局, 开局 or a bare 政府.
_LEADING = re.compile(rf"国务院|公安部|{_NAME}{{2,24}}?(?:办公厅|办公室|政府|委员会|政府办|委办|政协办|局|厅)")
_NO_ORGAN = re.compile("(?:结|格|布|大|全|开|当|时|变|定|残)局$|为中心$|[重核]心$|问政府$")

# The division an organ belongs to, smallest first; each without the words in which its character means something else.
_LEVEL_MARKS = (
    ("村", re.compile("村民?委员?会|村党|村$|(?i:village)")),
    ("社区", re.compile("社区")),
    ("街道", re.compile("街道|(?i:sub-?district)")),
    ("镇", re.compile("(?<!城)(?<!集)(?<!景德)镇(?![江海原远宁平雄坪安巴])|(?i:town)")),
    ("乡", re.compile("(?<!城)(?<!老)乡(?![村镇土宁城])")),
    ("区", re.compile("(?<!社)(?<!自治)(?<!地)(?<!园)(?<!山)(?<!景)(?<!灾)(?<!库)区(?![域划块])|(?i:district)")),
    ("县", re.compile("县|(?i:county)")),
    ("旗", re.compile("(?<=.)旗(?=[委政人])")),
    ("市", re.compile("(?<!城)(?<!上)(?<!超)(?<!都)市(?![场民容])|(?i:municipal|city)")),
    ("州", re.compile("自治州|(?<=.)州(?=委|政府|人大|政协)")),
    ("自治区", re.compile("自治区|(?:内蒙古|广西|西藏|宁夏|新疆)(?=政|党|人|$)")),
    ("省", re.compile("省|(?i:provinc)")),
    (
        "国",
        re.compile(
            "国务院|全国|中华人民共和国|中共中央|党中央|^中央|国家|^(?:教育|科技|公安|民政|司法|财政|外交|国防|商务|文化|水利|农业|农业农村|自然资源|生态环境|交通运输)部$|海关总署|(?i:national)"
        ),
    ),
)
# Where no division is named, the organ's own rank.
_OWN_LEVELS = (
    ("局", re.compile("局")),
    ("厅", re.compile("(?<!办公)厅")),
    ("部", re.compile("(?<!支)部$|部(?=办)")),
    ("公司", re.compile("公司|集团|银行|企业")),
    ("学校", re.compile("大学|学院|学校|中学|小学|党校|幼儿园")),
    ("医院", re.compile("医院")),
)
_WHOLE = re.compile("全(国|省|市|县|区|州|旗|镇|乡|村|街道|局|厅|校|院|公司)|我(省|市|县|区|州|镇|乡|局)")
_REGION = re.compile("(?!关于|在|对)(?:中共)?(?:[X×某*]{1,3}|[\u4e00-\u9fff]{2,3}?)[省市县区镇乡]")


def organ_and_post(name: str) -> tuple[str, str]:
    """An organ, and the post of a person in it (局办公室主任 is 局办公室, 主任); ("", "") when it names no organ."""
    if _ENGLISH_ORGAN.fullmatch(name.strip()):
        return name.strip(), ""
    name = "".join(name.split()).removeprefix("中华人民共和国")
    if is_organ(name):
        return name, ""
    person = _WITH_POST.fullmatch(name)
    if person and is_organ(person.group(1)):
        return person.group(1), person.group(2)
    return "", ""


def is_organ(name: str) -> bool:
    """Whether the whole of a name is an organ's."""
    return _ORGAN.fullmatch(name) is not None and not _NO_ORGAN.search(name)


def leading_organ(title: str) -> str:
    """The organ that a title begins with: 市应急管理局安全生产工作总结; "" when it begins with none."""
    organ = _LEADING.match(title)
    return organ.group() if organ and not _NO_ORGAN.search(organ.group()) else ""


def level_of(organ: str) -> str:
    """The level of an organ: the smallest division that it names, else its own rank; "" when it shows neither."""
    return next((level for level, mark in (*_LEVEL_MARKS, *_OWN_LEVELS) if mark.search(organ)), "")


def level_in(title: str) -> str:
    """The level that a title speaks for without naming an organ: 全市…会议, 我县…, 清河县…方案."""
    if whole := _WHOLE.search(title):
        return whole.group(1) or whole.group(2)
    region = _REGION.match(title)
    named = region.group() if region else ""
    return next((level for level, mark in _LEVEL_MARKS if named.endswith(level) and mark.search(named)), "")
