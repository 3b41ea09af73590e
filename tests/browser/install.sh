#!/bin/sh
# A browser and a Chinese font for `make test-browser`, on Debian and Ubuntu; elsewhere says what is missing.
set -eu

have_browser() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }
have_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh)" ]; }

if have_browser && have_font; then
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    echo "Needed: chromium (or google-chrome) and a Chinese font such as Noto Sans CJK. Install them and try again." >&2
    exit 1
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
$as_root apt-get update -qq
$as_root apt-get install -y -qq chromium fontconfig fonts-noto-cjk
