#!/bin/sh
# Removes the clipdesk that lies beside this script, and nothing of what was made with it.
set -eu

home=$(cd "$(dirname "$0")" && pwd)
prefix=$(cd "$home/../.." && pwd)

while IFS= read -r file; do rm -f "$prefix/$file"; done < "$home/installed-files"

# The desktop's own indices of these folders: made anew, or gone with a folder that was made for clipdesk alone.
for folder in applications mime/packages; do
    place="$prefix/share/$folder"
    [ -d "$place" ] || continue
    if [ -z "$(find "$place" -mindepth 1 ! -name mimeinfo.cache)" ]; then
        if grep -qx share/applications "$home/installed-folders"; then rm -f "$prefix/share/applications/mimeinfo.cache"; fi
        if [ "$folder" = mime/packages ] && grep -qx share/mime "$home/installed-folders"; then rm -rf "$prefix/share/mime"; fi
    fi
done
if [ -d "$prefix/share/mime/packages" ] && command -v update-mime-database > /dev/null 2>&1; then
    update-mime-database "$prefix/share/mime" || true
fi
if [ -e "$prefix/share/applications/mimeinfo.cache" ] && command -v update-desktop-database > /dev/null 2>&1; then
    update-desktop-database "$prefix/share/applications" || true
fi
sort -r "$home/installed-folders" | while IFS= read -r folder; do rmdir "$prefix/$folder" 2> /dev/null || true; done

if [ "$(readlink "$prefix/bin/clipdesk")" = "$home/clipdesk" ]; then rm -f "$prefix/bin/clipdesk"; fi
rm -rf "$home"
rmdir "$prefix/lib" "$prefix/bin" 2> /dev/null || true

if [ "${1:-}" != --quiet ]; then
    data="${XDG_DATA_HOME:-$HOME/.local/share}/clipdesk"
    settings="${XDG_CONFIG_HOME:-$HOME/.config}/clipdesk"
    cache="${XDG_CACHE_HOME:-$HOME/.cache}/clipdesk"
    echo "clipdesk is gone. What you made with it is not: your projects and models are in $data,"
    echo "your settings in $settings, and what can be computed again in $cache."
fi
