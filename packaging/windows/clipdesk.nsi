; The installer for Windows 10 and 11 on x64. packaging/windows/build.py calls makensis with these names defined:
;   VERSION   as people read it            NUMBERS  the same as four numbers, for Windows
;   FROZEN    the frozen program's folder  ICON     clipdesk.ico        OUTPUT  the file to write
;   SIGN      (may be left out) the command that signs a file; the file's name is put after it
; Compiled on Linux with -WX against a stand-in folder, and its silent installation, upgrade and removal, for one user and
; for all, tried under Wine 8, where its first pages were looked at. It was not run on Windows.
;
; It brings everything, Microsoft's C++ runtime included (build.py refuses a folder without it), and fetches nothing.
; Silent: setup.exe /S [/AllUsers | /CurrentUser] [/D=FOLDER]; its exit status is 2 while clipdesk is running.

Unicode true
ManifestDPIAware true
SetCompressor /SOLID lzma
SetCompressorDictSize 64

!define NAME "clipdesk"
!define WINDOW "clipdesk-window.exe"
!define CONSOLE "clipdesk.exe"
!define PICTURE "clipdesk.Picture"
!define CLASSES "Software\Classes"
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"

; Asks whether for this user or for all; the answer, and the folder, are kept for the next version.
!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_INSTALLMODE_INSTDIR "${NAME}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "Software\${NAME}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "Folder"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "Software\${NAME}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "Mode"
!define MULTIUSER_USE_PROGRAMFILES64
!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include x64.nsh

Name "${NAME}"
OutFile "${OUTPUT}"
BrandingText "${NAME} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails show

VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME} setup"
VIAddVersionKey "LegalCopyright" "The clipdesk authors, Apache-2.0"

!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"'
  !finalize '${SIGN} "%1"'
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW}"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(Stays)"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString Stays ${LANG_ENGLISH} "Projects, models, training runs and settings of yours are not removed. They lie in $LOCALAPPDATA\clipdesk of each user, and wherever you saved projects."
LangString Stays ${LANG_SIMPCHINESE} "您的项目、模型、训练记录和设置不会被删除。它们在每个用户的 $LOCALAPPDATA\clipdesk 以及您保存项目的位置。"
LangString Running ${LANG_ENGLISH} "clipdesk is running. Close it, and go on."
LangString Running ${LANG_SIMPCHINESE} "clipdesk 正在运行。请将其关闭，然后继续。"
LangString TooOld ${LANG_ENGLISH} "clipdesk needs Windows 10 or later, 64 bits."
LangString TooOld ${LANG_SIMPCHINESE} "clipdesk 需要 64 位的 Windows 10 或更高版本。"
LangString SortWith ${LANG_ENGLISH} "Sort with clipdesk"
LangString SortWith ${LANG_SIMPCHINESE} "用 clipdesk 分类"
LangString Prompt ${LANG_ENGLISH} "clipdesk command line"
LangString Prompt ${LANG_SIMPCHINESE} "clipdesk 命令行"
LangString Picture ${LANG_ENGLISH} "Picture"
LangString Picture ${LANG_SIMPCHINESE} "图片"
LangString About ${LANG_ENGLISH} "Sort and label pictures with words, on this computer"
LangString About ${LANG_SIMPCHINESE} "用文字给图片分类和加标签，全部在本机完成"
LangString Program ${LANG_ENGLISH} "The program"
LangString Program ${LANG_SIMPCHINESE} "程序"
LangString OnDesktop ${LANG_ENGLISH} "Icon on the desktop"
LangString OnDesktop ${LANG_SIMPCHINESE} "桌面图标"
LangString OpenWith ${LANG_ENGLISH} "“Open with” for pictures and folders"
LangString OpenWith ${LANG_SIMPCHINESE} "图片和文件夹的“打开方式”"

; The endings that clipdesk reads (clipdesk/data/files.py), through a macro with one parameter.
!macro ForEachEnding DO
  !insertmacro ${DO} ".jpg"
  !insertmacro ${DO} ".jpeg"
  !insertmacro ${DO} ".jpe"
  !insertmacro ${DO} ".jfif"
  !insertmacro ${DO} ".mpo"
  !insertmacro ${DO} ".png"
  !insertmacro ${DO} ".apng"
  !insertmacro ${DO} ".gif"
  !insertmacro ${DO} ".bmp"
  !insertmacro ${DO} ".dib"
  !insertmacro ${DO} ".webp"
  !insertmacro ${DO} ".tif"
  !insertmacro ${DO} ".tiff"
  !insertmacro ${DO} ".avif"
  !insertmacro ${DO} ".jp2"
  !insertmacro ${DO} ".j2k"
  !insertmacro ${DO} ".jpx"
  !insertmacro ${DO} ".ppm"
  !insertmacro ${DO} ".pgm"
  !insertmacro ${DO} ".pbm"
  !insertmacro ${DO} ".pnm"
!macroend
!macro Offer ENDING
  WriteRegStr SHCTX "${CLASSES}\Applications\${WINDOW}\SupportedTypes" "${ENDING}" ""
  WriteRegStr SHCTX "${CLASSES}\${ENDING}\OpenWithProgids" "${PICTURE}" ""
  WriteRegStr SHCTX "Software\${NAME}\Capabilities\FileAssociations" "${ENDING}" "${PICTURE}"
!macroend
!macro Withdraw ENDING
  DeleteRegValue SHCTX "${CLASSES}\${ENDING}\OpenWithProgids" "${PICTURE}"
  DeleteRegKey /ifnosubkeys /ifnovalues SHCTX "${CLASSES}\${ENDING}\OpenWithProgids"
  DeleteRegKey /ifnosubkeys /ifnovalues SHCTX "${CLASSES}\${ENDING}"
!macroend

; Goes on only when neither program is open: Windows keeps the files of a running one from being written.
!macro WaitUntilClosed FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    ${Do}
      ClearErrors
      FileOpen $0 "$INSTDIR\${FILE}" a
      ${IfNot} ${Errors}
        FileClose $0
        ${ExitDo}
      ${EndIf}
      ${If} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDCANCEL`
        SetErrorLevel 2
        Quit
      ${EndIf}
    ${Loop}
  ${EndIf}
!macroend

; What an installation consists of. The folders go whole: files of an older version in _internal would be loaded.
; Nothing else in $INSTDIR is touched, whatever folder was chosen.
!macro RemoveFiles
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\${WINDOW}"
  Delete "$INSTDIR\${CONSOLE}"
!macroend
!macro RemoveOffers
  !insertmacro ForEachEnding Withdraw
  DeleteRegKey SHCTX "${CLASSES}\Applications\${WINDOW}"
  DeleteRegKey SHCTX "${CLASSES}\${PICTURE}"
  DeleteRegKey SHCTX "${CLASSES}\Directory\shell\${NAME}"
  DeleteRegKey SHCTX "Software\${NAME}\Capabilities"
  DeleteRegValue SHCTX "Software\RegisteredApplications" "${NAME}"
!macroend

Section "$(Program)" SectionProgram
  SectionIn RO
  !insertmacro WaitUntilClosed "${WINDOW}"
  !insertmacro WaitUntilClosed "${CONSOLE}"
  !insertmacro RemoveFiles
  !insertmacro RemoveOffers
  SetOutPath "$INSTDIR"
  File /r "${FROZEN}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOW}"
  SetOutPath "$PROFILE" ; where the command line begins
  CreateShortcut "$SMPROGRAMS\${NAME} (cmd).lnk" "$SYSDIR\cmd.exe" '/k "set PATH=$INSTDIR;%PATH%"' \
    "$INSTDIR\${CONSOLE}" 0 SW_SHOWNORMAL "" "$(Prompt)"
  SetOutPath "$INSTDIR"

  WriteRegStr SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\${CONSOLE}" "" "$INSTDIR\${CONSOLE}"
  WriteRegStr SHCTX "Software\${NAME}" "Folder" "$INSTDIR"
  WriteRegStr SHCTX "Software\${NAME}" "Mode" "$MultiUser.InstallMode"
  WriteRegStr SHCTX "${ENTRY}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${ENTRY}" "DisplayIcon" "$INSTDIR\${WINDOW},0"
  WriteRegStr SHCTX "${ENTRY}" "Publisher" "The clipdesk authors"
  WriteRegStr SHCTX "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${ENTRY}" "NoModify" 1
  WriteRegDWORD SHCTX "${ENTRY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${ENTRY}" "EstimatedSize" $0
SectionEnd

Section "$(OpenWith)" SectionOpenWith
  WriteRegStr SHCTX "${CLASSES}\Applications\${WINDOW}" "FriendlyAppName" "${NAME}"
  WriteRegStr SHCTX "${CLASSES}\Applications\${WINDOW}\shell\open\command" "" '"$INSTDIR\${WINDOW}" gui "%1"'
  WriteRegStr SHCTX "${CLASSES}\${PICTURE}" "" "$(Picture)"
  WriteRegStr SHCTX "${CLASSES}\${PICTURE}\DefaultIcon" "" "$INSTDIR\${WINDOW},0"
  WriteRegStr SHCTX "${CLASSES}\${PICTURE}\shell\open\command" "" '"$INSTDIR\${WINDOW}" gui "%1"'
  ; Folders, and with them projects, which are folders named NAME.clipdesk.
  WriteRegStr SHCTX "${CLASSES}\Directory\shell\${NAME}" "" "$(SortWith)"
  WriteRegStr SHCTX "${CLASSES}\Directory\shell\${NAME}" "Icon" "$INSTDIR\${WINDOW},0"
  WriteRegStr SHCTX "${CLASSES}\Directory\shell\${NAME}\command" "" '"$INSTDIR\${WINDOW}" gui "%1"'
  WriteRegStr SHCTX "Software\${NAME}\Capabilities" "ApplicationName" "${NAME}"
  WriteRegStr SHCTX "Software\${NAME}\Capabilities" "ApplicationDescription" "$(About)"
  WriteRegStr SHCTX "Software\RegisteredApplications" "${NAME}" "Software\${NAME}\Capabilities"
  !insertmacro ForEachEnding Offer
  ${RefreshShellIcons}
SectionEnd

Section /o "$(OnDesktop)" SectionOnDesktop
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${WINDOW}"
SectionEnd

Section "Uninstall"
  !insertmacro WaitUntilClosed "${WINDOW}"
  !insertmacro WaitUntilClosed "${CONSOLE}"
  !insertmacro RemoveFiles
  !insertmacro RemoveOffers
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$SMPROGRAMS\${NAME} (cmd).lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  DeleteRegKey SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\${CONSOLE}"
  DeleteRegKey SHCTX "${ENTRY}"
  DeleteRegKey SHCTX "Software\${NAME}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only when nothing of anybody else's is in it
  ${RefreshShellIcons}
  DetailPrint "$(Stays)"
SectionEnd

Function .onInit
  SetRegView 64
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "$(TooOld)" /SD IDOK
    SetErrorLevel 1
    Quit
  ${EndIf}
  StrCpy $R0 $INSTDIR ; what /D named, which the next line would forget
  !insertmacro MULTIUSER_INIT
  ${If} $R0 != ""
    StrCpy $INSTDIR $R0
  ${EndIf}
FunctionEnd

Function un.onInit
  SetRegView 64
  !insertmacro MULTIUSER_UNINIT
FunctionEnd
