"""Chinese and Vietnamese names as their bearers write them, family name first and often without a capital: "wang xiaoming", "li na"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.model.features import is_english
from bot.privacy.finding.rule import Candidate, Rule, word_set
from bot.privacy.finding.wording.names import Words, words_of
from bot.privacy.finding.wording.token import Token

_FAMILY = word_set(
    "wang zhang liu chen yang zhao huang zhou wu xu hu zhu gao lin guo luo liang zheng xie feng dong xiao cheng cao yuan deng zeng peng "
    "su jiang "
    "cai jia ding wei xue ye pan du xia zhong tian ren fang shi yao tan liao zou xiong jin hao kong bai cui kang qiu qin gu hou shao "
    "meng qian "
    "yin li zhuang wong chan cheung leung lau lam kwok chow yeung tsang tse yip mak kwan fung choi cheng siu nguyen tran pham hoang "
    "huynh phan vu "
    "dang bui ngo duong kwong poon tsui chiu hui yuen tsoi szeto lui ouyang fu tang lu yu jiao qi qu pei mei"
)
"""Family names that are no common English word: those that are need their capital, and the other rules see them then."""
_BARELY = word_set("tan lam pan ding tang fang su lin gao lu fu jin du hu mei yu li wei fung qi ren tian shi jia ye")
"""Of these the ones that are names, words or abbreviations in other tongues too: both syllables after them must be sure."""
_SYLLABLE = (
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uan|uai|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|"
    r"a|e|i|o|u)|er)"
)
_GIVEN = re.compile(rf"{_SYLLABLE}{{1,2}}")
_OF_HONG_KONG = word_set(
    "ka kah kar kit kin kwok kwong hoi ho hong hin lok man mei ming mui nga pak pui sau shuk sin siu suet suk sum sze tak ting tsz tung "
    "wa wah wai "
    "wing yan yat yee yi yin yiu ying yuen yuet yuk cheuk chi chiu chun fai fan fong fung hang hau hei him keung king lai lan ling lung "
    "oi on "
    "thi van minh anh hoa huong linh mai ngoc phuong quang thanh thao thuy trang tuan tuyet hung dung duc hai hanh hien khanh lan long "
    "nam nga "
    "nhung son tam viet xuan yen binh chau cuong dat hieu huy khoa kien loan ly my nhi phuc quan quoc tien trung tu uyen vinh"
)
_SINGLE = word_set("na wei fang jun lei hui ying xin jing hao min jie qiang bo tao kai hong yan hua mei yun lan ping qing rui")
"""Given names of one syllable that a rarer family name makes sure."""
_NEVER = word_set(
    "me my he she we you to too so no an a in on or be by do go i is it at as us up am if of and can man woman men ten pen den men her "
    "him his the "
    "fan pan ban ran gun sun bin pin tin win sin fin din bun fun run nun song long gong wing king sing ring ding ping ting bang hang "
    "gang rang sang rung lung hung sue due cue sea tea bee see lie die pie tie hi ho ha oh eh ah la mum dad nan gran van "
    "china cola pizza pasta menu mini maxi banana tofu bao sushi bi tai"
)


_SURNAMES_IN_SCRIPT = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范"
    "廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴武戴莫孔向汤湯"
)
_IN_SCRIPT = re.compile(rf"(?<![\u4e00-\u9fff])[{_SURNAMES_IN_SCRIPT}][\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff])")
_CALLED_IN_SCRIPT = re.compile(rf"(?:叫|姓名[:：]?|名字(?:是|叫)?|我是) ?([{_SURNAMES_IN_SCRIPT}][\u4e00-\u9fff]{{1,2}})")


class FamilyNameFirst(Rule):
    """A family name of the lists and one or two words made of Chinese or Vietnamese syllables after it, none of them plain English."""

    entity = "PERSON"

    def candidates(self, text: str) -> Iterable[Candidate]:
        if not text.isascii():
            for match in _IN_SCRIPT.finditer(text):
                yield Candidate(match.start(), match.end(), 0.6)
            for match in _CALLED_IN_SCRIPT.finditer(text):
                yield Candidate(*match.span(1), 0.6)
        words = words_of(text)
        for token in words.tokens:
            if token.lower in _FAMILY:
                end = _end(words, token)
                if end is not None and not words.cancelled(token.start, end):
                    yield Candidate(token.start, end, 0.6)


def _end(words: Words, family: Token) -> int | None:
    """Where the name ends; None when none follows."""
    first = words.follower(family)
    if first is None or first.no_name or first.cased != family.cased:
        return None
    second = words.follower(first)
    if first.lower in _OF_HONG_KONG and second is not None and second.lower in _OF_HONG_KONG - _NEVER:
        return second.end
    if words.names_a_place(family):
        return None
    if first.lower in _SINGLE and family.lower not in _BARELY - {"li"}:
        return first.end
    if first.common or first.lower in _NEVER or not _GIVEN.fullmatch(first.lower):
        return None
    if is_english(first.lower) or (
        family.lower in _BARELY and len(first.word) < 3 and not first.any_name and first.lower not in _OF_HONG_KONG
    ):
        return None
    if (
        second is not None
        and len(second.word) > 1
        and _GIVEN.fullmatch(second.lower)
        and not (second.common or is_english(second.lower) or second.no_name)
    ):
        return first.end if second.lower in _NEVER or second.town else second.end
    return first.end
