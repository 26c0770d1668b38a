#!/bin/sh
# Installs clipdesk for one user. Run by the .run file from the folder that it unpacks; --prefix DIR instead of ~/.local.
set -eu

prefix="$HOME/.local"
while [ $# -gt 0 ]; do
    case "$1" in
        --prefix) prefix="$2"; shift 2 ;;
        *) echo "Usage: clipdesk-VERSION.run [-- --prefix DIR]" >&2; exit 2 ;;
    esac
done
case "$prefix" in /*) ;; *) prefix="$PWD/$prefix" ;; esac

here=$(cd "$(dirname "$0")" && pwd)
home="$prefix/lib/clipdesk"
mkdir -p "$prefix/lib" "$prefix/bin"

# An earlier version goes as a whole, before a new one comes: no file of the one may mix with the other.
if [ -e "$home/uninstall.sh" ]; then
    sh "$home/uninstall.sh" --quiet
fi
mkdir -p "$prefix/lib" "$prefix/bin"
mv "$here/program" "$home"
cp "$here/uninstall.sh" "$home/uninstall.sh"
ln -sf "$home/clipdesk" "$prefix/bin/clipdesk"

# What a desktop wants to know. The list says what to remove, and which of the user's folders were made for it.
cd "$here"
: > "$home/installed-files"
: > "$home/installed-folders"
find share -type d | sort | while IFS= read -r folder; do
    if [ ! -d "$prefix/$folder" ]; then
        mkdir -p "$prefix/$folder"
        printf '%s\n' "$folder" >> "$home/installed-folders"
    fi
done
find share -type f | sort | while IFS= read -r file; do
    cp "$file" "$prefix/$file"
    printf '%s\n' "$file" >> "$home/installed-files"
done
entry="$prefix/share/applications/clipdesk.desktop"
escaped=$(printf '%s' "$prefix/bin/clipdesk" | sed 's/[\\&|]/\\&/g')
sed -i "s|^Exec=clipdesk|Exec=\"$escaped\"|; s|^TryExec=clipdesk|TryExec=$escaped|" "$entry"
if command -v update-mime-database > /dev/null 2>&1; then update-mime-database "$prefix/share/mime" || true; fi
if command -v update-desktop-database > /dev/null 2>&1; then update-desktop-database "$prefix/share/applications" || true; fi

echo "clipdesk is installed: $prefix/bin/clipdesk"
case ":$PATH:" in *":$prefix/bin:"*) ;; *) echo "$prefix/bin is not on your PATH; the desktop's menu finds it all the same." ;; esac
echo "To remove it: $home/uninstall.sh"
