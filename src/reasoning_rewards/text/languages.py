"""How languages say that something is the answer, as data: one row a language, and nothing to compile.

To add a language is to add a row. Words are in small letters, with "|" between them; a longer word
that begins with a shorter one may be left out where the shorter one is meant to match inside it. Nothing
here is a pattern: `phrases` makes patterns of a row when a word of it is first met.
"""

from __future__ import annotations

__all__ = ["COUNTED", "JOINTS", "LANGUAGES", "UNITS", "Language"]


class Language:
    """What a language announces an answer with.

    `answer` are the words that mean the answer: a strong announcement. `result` are words that may mean
    it (a total, a solution): read only where nothing strong is there. `choose` goes straight before the
    letter of an option. `verbs` stand between a word and what is announced, `before` and `behind` are what
    else may stand around the word, `of` begins what the answer is to. `so` draws a conclusion, `filler`
    may stand before what is announced as well, `ends` may close the sentence, `check` is what somebody does who announces nothing, `choice` leaves one open.
    `counts` stands straight before the number of a sentence that says the answer in full (这根绳子长3.5米),
    which must hold nothing that `denies` it or makes another number of it.
    `script` is what it is written in, `common` are small words that tell it from others of that script, and
    `unsure` is all that somebody says who gives no answer.
    """

    name: str
    code: str
    answer: str
    script: str = "Latin"
    common: str = ""
    unsure: str = ""
    result: str = ""
    verbs: str = ""
    before: str = ""
    behind: str = ""
    of: str = ""
    so: str = ""
    filler: str = ""
    ends: str = ""
    check: str = ""
    choice: str = ""
    choose: str = ""
    counts: str = ""
    denies: str = ""
    spaced: bool = True  # a space stands between words
    verb_last: bool = False  # "the answer 42 is"

    def __init__(self, name: str, **words: str | bool) -> None:
        """Take what differs from nothing; a plain class, for a named tuple takes longer to import."""
        self.name = name
        vars(self).update(words)


LANGUAGES = (
    Language(
        "English",
        code="en",
        common="the|of|and|to|is|that|it|we|this|so|for|with|are|be|as|have|has|not|but|then|which|from|there|by|if|what|how|let|now|was|you|they|must|can",
        unsure="i don't know|i do not know|i don't know the answer|i do not know the answer|i'm not sure|i am not sure|not sure|i cannot answer|i can't answer|i cannot determine the answer|i can't determine the answer|i cannot solve this|i can't solve this|i have no idea|no idea|unknown to me|i abstain|unsure",
        answer="answer|answers|correct option|correct choice",
        result="result|results|total|solution|solutions|ans|output|outcome|final value|final number|final amount"
        "|final count|final sum|final price|final cost",
        verbs="is|are|was|were|be|becomes|equals|would be|will be|should be|must be",
        before="the|my|our|your|final|correct|overall|grand",
        of="to|for|of|in",
        so="therefore|thus|hence|so|consequently",
        filler="then|simply|just|indeed|equal to|given by",
        check="check|verify|verifying|checking|confirm|test",
        choice="or",
    ),
    Language(
        "Chinese",
        code="zh",
        script="Han",
        unsure="我不知道|不知道|我不确定|不确定|我不會|我不会|无法回答|我无法回答|无法确定答案",
        answer="答案|答",
        result="结果|結果|总计|總計|总共|总数|合计|解得",
        verbs="是选项|应该是|應該是|应为|應為|就是|等于|等於|是|为|為|选|選",
        before="最终的|最终|最終|最后的|最后|正确的|正确|正確|本题的|本题|这道题的|题目的|所求的|所求|其|的",
        so="所以|因此|因而|故|于是|那么|综上所述|综上|∴",
        check="验证|驗證|检验|检查|验算",
        choice="或者|或是|或|还是",
        choose="故选|故選|应选|應選|所以选|因此选|本题选|故应选|正确选项是|正确选项为|选项为|选|選",
        counts="是|为|有|共|长|高|宽|重|深|剩|剩下|需|需要|花了|用了|走了|付了|得到|等于|卖了|买了",
        denies="不|没|非|无|或|负|第|至少|至多|最多|最少|超过|减|约",
        spaced=False,
    ),
    Language(
        "Japanese",
        code="ja",
        script="Han Kana",
        unsure="わかりません|分かりません|わからない|分からない|知りません|答えられません",
        answer="答え|答|正解|解答",
        result="結果|合計|解",
        verbs="は、|は|が",
        before="最終的な|最終|正しい|この問題の|求める",
        so="したがって|よって|ゆえに|従って|つまり",
        ends="です|でした|である|になります|となります|だ",
        check="検算|確認|確かめ",
        choice="または|又は|もしくは|あるいは|か",
        spaced=False,
    ),
    Language(
        "Korean",
        code="ko",
        script="Hangul",
        unsure="모르겠습니다|모르겠어요|모릅니다|잘 모르겠습니다|알 수 없습니다",
        answer="정답|답",
        result="결과|합계|총합|해답",
        verbs="은|는|이",
        before="최종|최종적인|올바른|따라서",
        so="따라서|그러므로|그래서",
        ends="입니다|이다|이에요|예요|임",
        check="검산|확인|검증",
        choice="또는|혹은|이거나",
        spaced=False,
    ),
    Language(
        "French",
        code="fr",
        common="le|la|les|des|une|est|et|que|qui|dans|pour|nous|donc|il|elle|sur|avec|pas|du|sont|ce|cette|on|au|aux|par|mais|ou|si|un",
        unsure="je ne sais pas|je l'ignore|je ne suis pas sûr|je ne suis pas sûre|aucune idée",
        answer="réponse|reponse",
        result="résultat|resultat|solution|total",
        verbs="est|sont|vaut|serait|sera",
        before="la|ma|notre|le|bonne",
        behind="finale|final|correcte|exacte|attendue",
        of="à|a|au|de|du|pour",
        so="donc|alors|ainsi|par conséquent",
        filler="égale à|égal à",
        check="vérifi",
        choice="ou",
    ),
    Language(
        "German",
        code="de",
        common="der|die|das|und|ist|wir|ein|eine|nicht|von|zu|den|mit|sich|auf|für|dem|es|dass|also|sind|im|aus|wenn|dann|wie|haben|muss|auch",
        unsure="ich weiß es nicht|ich weiß nicht|ich bin nicht sicher|ich bin mir nicht sicher|keine ahnung|weiß ich nicht",
        answer="antwort|antworten",
        result="ergebnis|lösung|loesung|gesamtergebnis|summe",
        verbs="ist|sind|lautet|beträgt|wäre",
        before="die|das|meine|unsere|endgültige|endgültiges|finale|richtige|korrekte",
        of="auf|für|zu|der|des",
        so="also|daher|somit|folglich|demnach|damit",
        filler="gleich",
        check="prüfen wir|prüf|überprüfen wir|überprüf|kontrollieren wir|kontrollier",
        choice="oder|bzw",
    ),
    Language(
        "Spanish",
        code="es",
        common="el|la|los|las|de|que|y|en|es|un|una|por|con|para|se|del|al|como|pero|son|esto|entonces|hay|si|lo|más|tenemos",
        unsure="no lo sé|no sé|no sé la respuesta|no estoy seguro|no estoy segura|ni idea",
        answer="respuesta|respuestas",
        result="resultado|solución|solucion|total",
        verbs="es|son|sería|será",
        before="la|el|mi|nuestra",
        behind="final|correcta|definitiva",
        of="a|al|de|para",
        so="por lo tanto|por tanto|entonces|así que|luego|pues",
        filler="igual a",
        check="comprob|comprueb|verific|verifiqu",
        choice="o",
    ),
    Language(
        "Portuguese",
        code="pt",
        common="o|os|as|um|uma|de|que|e|em|é|do|da|para|com|não|no|na|por|se|são|temos|então|isso|mas|ao|mais|como",
        unsure="não sei|eu não sei|não sei a resposta|não tenho certeza",
        answer="resposta|respostas",
        result="resultado|solução|total",
        verbs="é|são|será|seria",
        before="a|o|minha|nossa",
        behind="final|correta|certa",
        of="a|à|ao|de|da|do|para",
        so="portanto|então|logo|assim",
        filler="igual a",
        check="verific|verifiqu|confer|confir",
        choice="ou",
    ),
    Language(
        "Italian",
        code="it",
        common="il|lo|gli|di|che|e|è|un|una|per|con|non|del|della|sono|si|quindi|abbiamo|nel|alla|dei|questo|come|ma|anche|da",
        unsure="non lo so|non so|non sono sicuro|non sono sicura|non ne ho idea",
        answer="risposta|risposte",
        result="risultato|soluzione|totale",
        verbs="è|e'|sono|sarà|sarebbe",
        before="la|il|mia|nostra",
        behind="finale|corretta|esatta|giusta",
        of="a|al|alla|di|per",
        so="quindi|dunque|perciò|pertanto|allora",
        filler="uguale a",
        check="verific|controll",
        choice="o|oppure|ovvero",
    ),
    Language(
        "Dutch",
        code="nl",
        common="de|het|een|en|van|is|dat|we|niet|met|voor|zijn|op|te|dus|aan|er|als|maar|die|ook|dan|hebben|wij|moet|naar",
        unsure="ik weet het niet|weet ik niet|ik ben niet zeker|geen idee",
        answer="antwoord|antwoorden",
        result="resultaat|oplossing|totaal|uitkomst",
        verbs="is|zijn|luidt|bedraagt",
        before="het|de|mijn|ons|juiste|definitieve|laatste",
        of="op|van|voor",
        so="dus|daarom|derhalve",
        filler="gelijk aan",
        check="controle|verifi",
        choice="of",
    ),
    Language(
        "Polish",
        code="pl",
        common="i|w|na|jest|że|nie|się|to|z|do|są|więc|mamy|dla|od|jak|co|ale|po|tego|czyli|oraz|przez|ten|ta",
        unsure="nie wiem|nie jestem pewien|nie jestem pewna|nie mam pojęcia",
        answer="odpowiedź|odpowiedz",
        result="wynik|rozwiązanie|razem",
        verbs="to|jest|wynosi|brzmi|są",
        before="ostateczna|końcowa|poprawna|prawidłowa|moja|nasza",
        behind="końcowa|ostateczna|poprawna",
        of="na|do",
        so="zatem|więc|czyli|stąd",
        check="sprawd",
        choice="lub|albo",
    ),
    Language(
        "Russian",
        code="ru",
        script="Cyrillic",
        unsure="я не знаю|не знаю|я не уверен|я не уверена|не уверен",
        answer="ответ|ответы",
        result="результат|решение|итого|итог",
        verbs="равен|равна|равно|будет|есть|это|—|–",
        before="окончательный|правильный|верный|мой|наш|итоговый|конечный",
        of="на|к|для",
        so="следовательно|поэтому|значит|таким образом|итак",
        check="провер",
        choice="или",
    ),
    Language(
        "Turkish",
        code="tr",
        common="ve|bir|bu|için|ile|olarak|olan|da|de|ne|mi|daha|çok|gibi|o|her|var|yani|ise|kadar|ama|sonra",
        unsure="bilmiyorum|emin değilim|cevabı bilmiyorum",
        answer="cevap|cevabı|cevabımız|yanıt|yanıtı",
        result="sonuç|toplam|çözüm",
        verbs="eşittir",
        before="doğru|son|nihai",
        so="yani|dolayısıyla|bu nedenle|o halde",
        ends="'dir|'dır|'dur|'dür|'tir|'tır|'tur|'tür|’dir|’dır|’dur|’dür|’tir|’tır|’tur|’tür|dir|dır|olur|olacaktır",
        check="kontrol|doğrula",
        choice="veya|ya da",
        verb_last=True,
    ),
    Language(
        "Vietnamese",
        code="vi",
        common="là|và|của|có|các|cho|được|một|trong|không|này|với|ta|thì|những|vậy|khi|số|để|ra|bằng|từ|nên",
        unsure="tôi không biết|tôi không chắc|không biết",
        answer="đáp án|câu trả lời|đáp số|trả lời",
        result="kết quả|tổng cộng|nghiệm",
        verbs="là|bằng",
        before="vậy|do đó|vì vậy",
        behind="cuối cùng|đúng|của bài toán|cần tìm",
        of="cho|của",
        so="vậy|do đó|vì vậy|suy ra",
        check="kiểm tra",
        choice="hoặc|hay",
    ),
    Language(
        "Indonesian",
        code="id",
        common="yang|dan|di|ini|itu|adalah|dengan|untuk|dari|tidak|kita|maka|pada|jadi|akan|ke|dalam|atau|karena|sebagai",
        unsure="saya tidak tahu|tidak tahu|saya tidak yakin",
        answer="jawaban|jawabannya",
        result="hasil|hasilnya|jumlah|total|solusi",
        verbs="adalah|ialah|yaitu",
        behind="akhir|akhirnya|yang benar|benar",
        of="untuk|dari",
        so="jadi|maka|oleh karena itu",
        check="periksa",
        choice="atau",
    ),
    Language(
        "Arabic",
        code="ar",
        script="Arabic",
        unsure="لا أعرف|لا أعلم|لست متأكدا|لا أدري",
        answer="الجواب|الإجابة|الاجابة|الإجابه",
        result="النتيجة|الناتج|الحل|المجموع",
        verbs="هو|هي|يساوي|تساوي",
        behind="النهائي|النهائية|الصحيح|الصحيحة",
        of="على|عن",
        so="إذن|لذلك|إذا|وبالتالي",
        check="تحقق",
        choice="أو",
    ),
    Language(
        "Hindi",
        code="hi",
        script="Devanagari",
        unsure="मुझे नहीं पता|मुझे पता नहीं|पता नहीं|मैं नहीं जानता",
        answer="उत्तर|जवाब",
        result="परिणाम|योग",
        verbs="है|हैं|होगा",
        before="अंतिम|सही|इसलिए|अतः",
        so="इसलिए|अतः|तो",
        ends="है|हैं|होगा",
        check="जाँच|जांच",
        choice="या",
        verb_last=True,
    ),
)
"""Every language that announcements are read in."""

JOINTS = {
    "和": "and", "与": "and", "與": "and", "及": "and", "或": "or", "或者": "or", "と": "and", "または": "or",
    "와": "and", "과": "and", "또는": "or", "и": "and", "или": "or", "و": "and", "أو": "or", "और": "and", "या": "or",
    "và": "and", "hoặc": "or",
}  # fmt: skip
"""Words between two answers, to English."""

UNITS = {
    "元": "yuan", "块钱": "yuan", "人民币": "yuan", "美元": "dollars", "欧元": "euros", "日元": "yen", "円": "yen",
    "毫米": "millimeters", "厘米": "centimeters", "分米": "decimeters", "米": "meters", "千米": "kilometers",
    "公里": "kilometers", "英里": "miles", "毫克": "milligrams", "克": "grams", "千克": "kilograms",
    "公斤": "kilograms", "吨": "tonnes", "毫升": "milliliters", "升": "liters", "秒": "seconds", "秒钟": "seconds",
    "分钟": "minutes", "分間": "minutes", "小时": "hours", "個小時": "hours", "个小时": "hours", "時間": "hours",
    "天": "days", "周": "weeks", "个星期": "weeks", "个月": "months", "年": "years", "岁": "years", "歲": "years",
    "度": "degrees", "平方毫米": "square millimeters", "平方厘米": "square centimeters",
    "平方分米": "square decimeters", "平方米": "square meters", "平方千米": "square kilometers",
    "平方公里": "square kilometers", "立方厘米": "cubic centimeters", "立方分米": "cubic decimeters",
    "立方米": "cubic meters", "米/秒": "meters/second", "千米/小时": "kilometers/hour", "千米/时": "kilometers/hour",
    "公里/小时": "kilometers/hour", "公里/时": "kilometers/hour",
    "руб": "rubles", "рубль": "rubles", "рубля": "rubles", "рублей": "rubles", "мм": "millimeters",
    "см": "centimeters", "м": "meters", "км": "kilometers", "кг": "kilograms", "г": "grams", "л": "liters",
    "см²": "square centimeters", "м²": "square meters", "км/ч": "kilometers/hour", "м/с": "meters/second",
    "ч": "hours", "час": "hours", "часа": "hours", "часов": "hours", "мин": "minutes", "минут": "minutes",
    "минуты": "minutes", "с": "seconds", "секунд": "seconds", "дней": "days", "дня": "days", "лет": "years",
    "года": "years", "градусов": "degrees",
}  # fmt: skip
"""Units of Chinese, Japanese and Russian, to English."""

COUNTED = (
    "个個只隻本名位人张張支枝辆輛条條棵颗件块枚朵头匹间座箱盒包袋瓶杯碗套组組种種次页頁票台幅粒根段户所艘架冊回"
    "개명권살장번원"
)
"""Characters between a number and the noun it counts, as in 3个苹果; none of them makes another number of it."""
