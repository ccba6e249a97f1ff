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

NAMES = (
    # quoted names that begin with or contain a number
    rf'{_PROGRAMME}(?: [^\W\d_]{{1,7}}){{0,3}}:? ?"[^"\n]{{0,90}}\d[^"\n]{{0,90}}"',
    r'"\s?(?:mỗi|một|hai|ba|bốn|năm|sáu|bảy|\d{1,3}(?:[.,]\d{3}){0,2})[^"\d\n]{0,60}(?:nhất|không|có|'
    r'sạch|giỏi|biết|xanh|tốt|trách nhiệm|triệu sáng kiến|sáng kiến|việc|lợi ích)[^"\n]{0,60}"',
    # programmes known by their numbers
    r"(?:một|1|01) triệu sáng kiến",
    r"75(?: nghìn|\.000| ngàn) sáng kiến",
    r"(?:một|1|01) (?:tỷ|tỉ|triệu) cây xanh",
    r"(?:một|1|1 triệu|10 nghìn|10\.000) (?:bữa cơm công đoàn|ngày lương|phút)",
    r"(?:chương trình|công trình|mô hình|tổ|đề án|đợt|dự án|"
    r"phong trào) \d{1,3}(?:[.,]\d{3}){0,2}(?: nghìn| triệu)? (?:mái ấm|nhà|căn nhà|sáng kiến|"
    r"cây xanh|vé xe|suất quà)(?! (?:cho|được|trị))",
    r"(?:hai|2|ba|3|bốn|4|năm|5) (?:giỏi|không|nhất|sạch|tốt|biết|an|có|đúng|xung kích|chủ động|"
    r"sẵn sàng|tiêu chí|mục tiêu kép)(?!\w)(?! (?:mặt|nhà))",
    r"(?:gian hàng|siêu thị|phiên chợ|chợ|chuyến xe|cửa hàng|bữa cơm|quầy hàng|tủ quần áo) 0 ?(?:đồng|đ)(?!\w)",
    r"cụm thi đua \d{1,2}(?= liên đoàn| lđlđ)",
    r"\d{1,2} năm (?:ngày )?(?:thành lập|giải phóng|truyền thống)",
    # the criterion for founding a union, signing an agreement, holding a dialogue
    r"(?:doanh nghiệp|dn|đơn vị|công ty|cơ quan|cơ sở)[^.,;:\n\d]{0,50} (?:từ|trên|hơn|dưới|ít nhất|"
    r"đủ|có|sử dụng|≥|>)\s?\d{1,3}(?: ?- ?\d{1,3})? ?(?:người lao động|lao động|nlđ|công nhân|cnlđ|"
    r"cnvclđ|lđ|đoàn viên|người|ld|đv)(?: trở lên| trở xuống)?(?= ?(?:trở|có|chưa|đã|thành|đều|đủ|"
    r"[.,;)]|$|thì|được|phải|và|ký|đang|trong))",
    r"(?:có|sử dụng|đủ) (?:từ |trên |hơn |ít nhất )?\d{1,3} ?(?:người lao động|lao động|nlđ|"
    r"công nhân|cnlđ|cnvclđ|lđ|đoàn viên|người)? trở lên",
    # shares fixed by law
    r"(?:mức|trích|đóng|thu|nộp|kinh phí công đoàn|kpcđ|đoàn phí|phí)(?: [^\W\d_]{1,7}){0,2} \(?[12]%\)?",
    # what a house or a thing measures, prizes and places
    r"giải (?:nhất|nhì|ba|khuyến khích)",
    r"(?:nhất|nhì|ba) toàn đoàn",
    r"(?:sinh|mất) năm \d{4}",
    r"0 ?(?:trong|/) ?0",
    r"chi phí 0 ?đồng",
)
