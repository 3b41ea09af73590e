"""Words for the codes of the store: what stands in a column as `empty_file` reads as a sentence on a page."""

from __future__ import annotations

from reports.words import Words, same

_QUARANTINE = {
    "above_maximum": Words("数值过大", "number above its maximum"),
    "bad_json": Words("JSON 无法解析", "JSON that cannot be read"),
    "below_minimum": Words("数值过小", "number below its minimum"),
    "bill_truncated": Words("账单不完整", "bill cut short"),
    "bill_unreconciled": Words("账单与合计行不符", "bill differs from its own totals"),
    "date_out_of_range": Words("日期超出范围", "date out of range"),
    "duplicate_key": Words("主键重复", "key told twice"),
    "duplicate_ticket": Words("小票重复", "ticket told twice"),
    "empty_file": Words("空文件", "empty file"),
    "encoding_mismatch": Words("编码不符", "encoding is another"),
    "error_response": Words("接口返回错误", "the interface answered with an error"),
    "invalid_boolean": Words("是否值无效", "neither yes nor no"),
    "invalid_date": Words("日期无效", "invalid date"),
    "invalid_money": Words("金额无效", "invalid amount"),
    "invalid_number": Words("数字无效", "invalid number"),
    "invalid_time": Words("时间无效", "invalid time"),
    "malformed_xml": Words("XML 无法解析", "XML that cannot be read"),
    "missing_request": Words("缺少请求内容", "request missing"),
    "missing_required_column": Words("缺少必需的列", "a required column is missing"),
    "missing_salestotal": Words("缺少销售合计", "sales total missing"),
    "missing_value": Words("缺少必需的值", "a required value is missing"),
    "negative_price": Words("价格为负", "negative price"),
    "ragged_row": Words("行的列数不符", "row with too many or too few cells"),
    "truncated_archive": Words("压缩包不完整", "archive cut short"),
    "unknown_shape": Words("格式未知", "shape not known"),
    "unknown_value": Words("取值未知", "value not known"),
    "unusable_identifier": Words("标识不可用", "identifier of no use"),
}
_RUNS = {
    "published": Words("已发布", "published"),
    "refused": Words("未通过检查，未发布", "refused by its checks"),
    "crashed": Words("异常中止", "crashed"),
    "running": Words("运行中", "running"),
}


def quarantine_reason(code: str) -> Words:
    """Why something was quarantined; a code that is new reads as it stands."""
    return _QUARANTINE.get(code, same(code.replace("_", " ")))


def run_status(code: str) -> Words:
    """How a night ended."""
    return _RUNS.get(code, same(code))
