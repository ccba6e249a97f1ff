"""Names with numbers in them that union news uses: programmes, competitions, criteria. Extra masks for the numbers.

`1 triệu sáng kiến` after "chương trình" is a programme, `75 nghìn sáng kiến, vượt khó` too; `doanh nghiệp có từ 25 lao
động trở lên` is the law's criterion for founding a union, not a count of workers; `phụ nữ 2 giỏi` is a title.
"""

_PROGRAMME = (
    r"(?:chương trình|phong trào|cuộc vận động|mô hình|phương châm|chủ đề|chiến dịch|đề án|cuộc thi|"
    r"hội thi|hưởng ứng|danh hiệu|"
    r"kế hoạch|công trình|gian hàng|khẩu hiệu|thông điệp|giải thưởng|lễ phát động|hoạt động|"
    r"câu lạc bộ|phiên chợ|siêu thị|đợt thi đua|thi đua)"
)

NAMES: tuple[tuple[str, str], ...] = (
    # quoted names that begin with or contain a number
    (r'"[^"\n]{0,90}\d', rf'{_PROGRAMME}(?: [^\W\d_]{{1,7}}){{0,3}}:? ?"[^"\n]{{0,90}}\d[^"\n]{{0,90}}"'),
    (
        '"',
        r'"\s?(?:mỗi|một|hai|ba|bốn|năm|sáu|bảy|\d{1,3}(?:[.,]\d{3}){0,2})[^"\d\n]{0,60}(?:nhất|không|có|'
        r'sạch|giỏi|biết|xanh|tốt|trách nhiệm|triệu sáng kiến|sáng kiến|việc|lợi ích)[^"\n]{0,60}"',
    ),
    # programmes known by their numbers
    ("phần ", r"(?:một|hai|ba|bốn|\d) phần (?:hai|ba|tư|năm|mười|trăm)(?!\w)(?! (?:quà|suất))"),
    ("tháng 13", r"(?:lương )?tháng 13"),
    ("5 ?k", r"5 ?k(?!\w)"),
    ("triệu sáng kiến", r"(?<!hơn )(?<!trên )(?<!gần )(?<!khoảng )(?<!đã có )(?:một|1|01) triệu sáng kiến"),
    ("sáng kiến", r"75(?: nghìn|\.000| ngàn) sáng kiến"),
    ("cây xanh", r"(?:một|1|01) (?:tỷ|tỉ|triệu) cây xanh"),
    ("ngày lương", r"(?:một|1|01) ngày lương"),
    ("bữa cơm công đoàn", r"(?:1 triệu|10 nghìn|10\.000) bữa cơm công đoàn"),
    (
        "",
        r"(?:chương trình|công trình|mô hình|đề án|đợt|phong trào) \d{1,3}(?:[.,]\d{3}){0,2}(?: nghìn| triệu)? "
        r"(?:mái ấm|nhà|căn nhà|sáng kiến|cây xanh|vé xe|suất quà)(?! (?:cho|được|trị))",
    ),
    (
        "",
        r"(?:hai|2|ba|3|bốn|4|năm|5) (?:giỏi|không|nhất|sạch|tốt|biết|an|có|đúng|xung kích|chủ động|"
        r"sẵn sàng|tiêu chí|mục tiêu kép)(?!\w)(?! (?:mặt|nhà))",
    ),
    ("thi đua", r"cụm thi đua \d{1,2}(?= liên đoàn| lđlđ)"),
    # the criterion for founding a union, signing an agreement, holding a dialogue
    (
        "",
        r"(?:doanh nghiệp|dn|đơn vị|công ty|cơ quan|cơ sở)[^.,;:\n\d]{0,50} (?:từ|trên|hơn|dưới|ít nhất|"
        r"đủ|có|sử dụng|≥|>)\s?\d{1,3}(?: ?- ?\d{1,3})? ?(?:người lao động|lao động|nlđ|công nhân,? lao động|công nhân|"
        r"cnlđ|cnvclđ|lđ|đoàn viên|người|ld|đv)(?: trở lên| trở xuống)?(?= ?(?:trở|có|chưa|đã|thành|đều|đủ|"
        r"[.,;)]|$|thì|được|phải|và|ký|đang|trong))",
    ),
    (
        "trở lên",
        r"(?:có|sử dụng|đủ) (?:từ |trên |hơn |ít nhất )?\d{1,3} ?(?:người lao động|lao động|nlđ|"
        r"công nhân,? lao động|công nhân|cnlđ|cnvclđ|lđ|đoàn viên|người)? trở lên",
    ),
    # shares fixed by law
    (
        "[12]%",
        r"(?:mức|trích|đóng|thu|nộp|kinh phí công đoàn|kpcđ|đoàn phí|phí)(?: [^\W\d_]{1,7}){0,2} \(?[12]%\)?",
    ),
    # prizes and places
    ("giải ", r"giải (?:nhất|nhì|ba|khuyến khích)"),
    ("toàn đoàn", r"(?:nhất|nhì|ba) toàn đoàn"),
    ("0 ", r"0 ?(?:trong|/) ?0"),
)
"""(a cheap pattern that every match holds, pattern)"""

HEADLINES: tuple[tuple[str, str], ...] = (
    ("liên quan", r"(?:các )?(?:tin|bài)(?: viết)? liên quan ?[:|]"),
    ("bạn quan tâm", r"có thể bạn quan tâm ?[:|]"),
    ("cùng chuyên mục", r"(?:các )?tin cùng chuyên mục ?[:|]"),
    ("xem thêm:", r"xem thêm:"),
)
"""The same, of what is followed by headlines of other articles in the same line."""
