#!/usr/bin/env bash
# Draws the pictures of the READMEs from what `make demo` left in a folder (default: demo).
# Needs chromium, libreoffice-writer, pdftoppm, and the fonts that office programs use or their stand-ins
# (on Debian: fonts-crosextra-carlito, fonts-liberation2, fonts-noto-cjk).
set -euo pipefail
cd "$(dirname "$0")/.."
demo=${1:-demo}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

browser() {
  chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$work/profile" "$@" 2>"$work/chromium.log"
}

# The HTML part of a mail, at the height of its content.
mail() {
  python3 - "$1" >"$work/mail.html" <<'PYTHON'
import sys
from email import message_from_binary_file, policy

with open(sys.argv[1], "rb") as file:
    mail = message_from_binary_file(file, policy=policy.default)
print(mail.get_body(("html",)).get_content())
PYTHON
  sed 's|</body>|<script>document.title=document.body.offsetHeight</script></body>|' "$work/mail.html" >"$work/height.html"
  height=$(browser --window-size=680,600 --dump-dom "file://$work/height.html" | sed -n 's|.*<title>\([0-9]*\)</title>.*|\1|p')
  browser --window-size="680,$height" --screenshot="$PWD/$2" "file://$work/mail.html"
}

# The first page of a Word paper.
paper() {
  cp "$1" "$work/paper.docx"
  soffice --headless "-env:UserInstallation=file://$work/office" --convert-to pdf --outdir "$work" "$work/paper.docx" >/dev/null
  pdftoppm -r 90 -f 1 -l 1 -singlefile -png "$work/paper.pdf" "${2%.png}"
}

mail "$demo"/mails/*-confirm-request-tom.walker.eml docs/mail.en.png
mail "$demo"/mails/*-confirm-request-zhang.wei.eml docs/mail.zh.png
# The first paper of a meeting is the form, the second the summary, the last the closing paper.
mapfile -t english < <(printf '%s\n' "$demo"/papers/*CM-2*.docx)
mapfile -t chinese < <(printf '%s\n' "$demo"/papers/*CM-1*.docx)
paper "${english[1]}" docs/paper.en.png
paper "${chinese[1]}" docs/paper.zh.png
