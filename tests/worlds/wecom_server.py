"""WeCom's customer contact on loopback: pages, tokens that end, troubles on demand. All ids are invented."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

CORP, SECRET = "wwinventedcorp", "invented-secret-of-the-tests"
OK = {"errcode": 0, "errmsg": "ok"}
Trouble = tuple[int, dict[str, str], bytes]


@dataclass
class Corp:
    """What the corp's data are, and how the server behaves."""

    staff: list[str] = field(default_factory=lambda: ["anna", "bert"])
    customers: int = 250  # of each staff
    chats: list[str] = field(default_factory=lambda: ["wrOgAAA", "wrOgBBB", "wrOgCCC"])
    page: int = 100
    figures: dict[tuple[str, int], int] = field(default_factory=dict)  # (staff, stat_time) → chat_cnt
    refused: dict[str, int] = field(default_factory=dict)  # path, staff, chat or link → errcode
    trouble: Callable[[str, int], Trouble | None] = lambda _path, _nth: None
    token_calls: int = 10**9  # calls that a token is good for
    pretty: bool = False

    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    tokens: int = 0
    calls_of_token: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self) -> Counter[str]:
        return Counter(path for path, _ in self.asked)

    def answer(self, path: str, query: dict[str, list[str]], body: dict[str, Any]) -> Trouble:
        with self.lock:
            self.asked.append((path, body))
            nth = sum(1 for asked, _ in self.asked if asked == path)
            trouble = self.trouble(path, nth)
            if trouble:
                return trouble
            return 200, {}, self._document(path, query, body)

    def _document(self, path: str, query: dict[str, list[str]], body: dict[str, Any]) -> bytes:
        if path == "gettoken":
            document = self._token(query)
        elif query.get("access_token") != [f"token-{self.tokens}"]:
            document = {"errcode": 40014, "errmsg": "invalid access_token"}
        elif self.calls_of_token >= self.token_calls:
            document = {"errcode": 42001, "errmsg": "access_token expired"}
        else:
            self.calls_of_token += 1
            document = self._data(path, body)
        text = json.dumps(document, ensure_ascii=False, indent=2 if self.pretty else None)
        return b"\xef\xbb\xbf" * self.pretty + text.encode()

    def _token(self, query: dict[str, list[str]]) -> dict[str, Any]:
        if query != {"corpid": [CORP], "corpsecret": [SECRET]}:
            return {"errcode": 40001, "errmsg": f"invalid credential {query}"}
        self.tokens, self.calls_of_token = self.tokens + 1, 0
        return OK | {"access_token": f"token-{self.tokens}", "expires_in": 7200}

    def _data(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        named = [path, body.get("chat_id"), body.get("link_id"), body.get("msgid")]
        named += body.get("userid_list") or []
        named += body["userid"] if isinstance(body.get("userid"), list) else [body.get("userid")]
        for name in named:
            if name in self.refused:
                return {"errcode": self.refused[name], "errmsg": "no"}
        return OK | getattr(self, "_" + path.replace("/", "_"))(body)

    def _paged(self, rows: list[Any], body: dict[str, Any], name: str, limit: int = 0) -> dict[str, Any]:
        start, size = int(body.get("cursor") or 0), limit or min(self.page, body.get("limit", 50))
        following = str(start + size) if start + size < len(rows) else ""
        return {name: rows[start : start + size], "next_cursor": following}

    def _get_follow_user_list(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"follow_user": self.staff}

    def _batch_get_by_user(self, body: dict[str, Any]) -> dict[str, Any]:
        assert len(body["userid_list"]) <= 100
        assert body["limit"] <= 100
        rows = [
            {
                "external_contact": {"external_userid": f"wm{user}{n:04}", "name": "李", "type": 1},
                "follow_info": {"userid": user, "createtime": 1_700_000_000 + n, "tag_id": [], "add_way": 1},
            }
            for user in body["userid_list"]
            for n in range(self.customers)
        ]
        return self._paged(rows, body, "external_contact_list")

    def _groupchat_list(self, body: dict[str, Any]) -> dict[str, Any]:
        return self._paged(
            [{"chat_id": chat, "status": 0} for chat in self.chats], body, "group_chat_list", 2
        )

    def _groupchat_get(self, body: dict[str, Any]) -> dict[str, Any]:
        member = {"userid": "wmanna0001", "type": 2, "join_time": 1_700_000_000, "join_scene": 3}
        return {"group_chat": {"chat_id": body["chat_id"], "owner": "anna", "member_list": [member]}}

    def _get_corp_tag_list(self, _: dict[str, Any]) -> dict[str, Any]:
        tag = {"id": "etOgA", "name": "周末", "create_time": 1_700_000_000, "order": 1}
        return {"tag_group": [{"group_id": "etOgG", "group_name": "偏好", "order": 1, "tag": [tag]}]}

    def _get_user_behavior_data(self, body: dict[str, Any]) -> dict[str, Any]:
        [user] = body["userid"]
        assert body["start_time"] == body["end_time"] < 10**10, "seconds, one day"
        count = self.figures.get((user, body["start_time"]), 7)
        return {"behavior_data": [{"stat_time": body["start_time"], "chat_cnt": count, "message_cnt": count}]}

    def _groupchat_statistic(self, body: dict[str, Any]) -> dict[str, Any]:
        assert body["day_begin_time"] == body["day_end_time"]
        owners = body["owner_filter"]["userid_list"]
        part = owners[body["offset"] : body["offset"] + 1]
        items = [{"owner": owner, "data": {"chat_total": 2, "msg_total": 5}} for owner in part]
        return {"total": len(owners), "next_offset": body["offset"] + len(part), "items": items}

    def _get_groupmsg_list_v2(self, body: dict[str, Any]) -> dict[str, Any]:
        assert 0 < body["end_time"] - body["start_time"] < 86_400
        message = {"msgid": f"msg{body['chat_type']}{body['start_time']}", "creator": "anna"}
        return self._paged([message | {"create_time": body["start_time"] + 60}], body, "group_msg_list")

    def _get_groupmsg_task(self, body: dict[str, Any]) -> dict[str, Any]:
        return self._paged(
            [{"userid": user, "status": 2, "send_time": 0} for user in self.staff], body, "task_list"
        )

    def _get_groupmsg_send_result(self, body: dict[str, Any]) -> dict[str, Any]:
        rows = [{"external_userid": f"wm{body['userid']}{n:04}", "status": 1} for n in range(150)]
        return self._paged(rows, body, "send_list")

    def _customer_acquisition_list_link(self, body: dict[str, Any]) -> dict[str, Any]:
        return self._paged(["caLinkA", "caLinkB"], body, "link_id_list", 1)

    def _customer_acquisition_get(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"link": {"link_id": body["link_id"], "create_time": 1_700_000_000}}

    def _customer_acquisition_customer(self, body: dict[str, Any]) -> dict[str, Any]:
        row = {"external_userid": "wmanna0001", "userid": "anna", "chat_status": 1, "state": "A"}
        return self._paged([row], body, "customer_list")

    def _customer_acquisition_statistic(self, body: dict[str, Any]) -> dict[str, Any]:
        assert body["start_time"] == body["end_time"]
        return {"click_link_customer_cnt": 3, "new_customer_cnt": 1}


@contextmanager
def wecom_on_loopback(corp: Corp) -> Iterator[str]:
    """The address of a server of the corp's data on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # an answer leaves in one piece

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: dict[str, Any]) -> None:
            address = urlsplit(self.path)
            path = address.path.removeprefix("/cgi-bin/").removeprefix("externalcontact/")
            status, headers, content = corp.answer(path, parse_qs(address.query), body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Say nothing on the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
