<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About clipdesk</source>
        <translation>关于 clipdesk</translation>
    </message>
    <message>
        <source>Sorts and labels pictures with words, on your own computer: nothing leaves it. Free software under the Apache License 2.0.</source>
        <translation>用文字为图片分类、加标签，全部在本机完成，数据不会离开您的电脑。基于 Apache License 2.0 的自由软件。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>指纹</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>not loaded yet</source>
        <translation>尚未加载</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
</context>
<context>
    <name>Bars</name>
    <message>
        <source>Ranked labels</source>
        <translation>标签排名</translation>
    </message>
</context>
<context>
    <name>ChangeModel</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>已核实</translation>
    </message>
    <message>
        <source>{file}: from {before} to {after}</source>
        <translation>{file}：从 {before} 变为 {after}</translation>
    </message>
    <message>
        <source>none (at best {label})</source>
        <translation>都不是（最接近 {label}）</translation>
    </message>
    <message>
        <source>none</source>
        <translation>都不是</translation>
    </message>
</context>
<context>
    <name>CompareDialog</name>
    <message>
        <source>Compare prompt sets</source>
        <translation>比较提示词集</translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation>从(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;to</source>
        <translation>到(&amp;T)</translation>
    </message>
    <message>
        <source>Prompt set to compare from</source>
        <translation>作为比较起点的提示词集</translation>
    </message>
    <message>
        <source>Prompt set to compare to</source>
        <translation>与之比较的提示词集</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>交换</translation>
    </message>
    <message>
        <source>Show picture</source>
        <translation>显示图片</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Pictures that change their label</source>
        <translation>标签发生变化的图片</translation>
    </message>
    <message>
        <source>There is only one prompt set. Make another one in the prompt editor to compare the two.</source>
        <translation>只有一个提示词集。请在提示词编辑器中再建一个，然后比较两者。</translation>
    </message>
    <message>
        <source>Choose two different prompt sets.</source>
        <translation>请选择两个不同的提示词集。</translation>
    </message>
    <message>
        <source>The prompt set “{name}” has no labels yet.</source>
        <translation>提示词集“{name}”还没有标签。</translation>
    </message>
    <message>
        <source>The model is being loaded…</source>
        <translation>正在加载模型…</translation>
    </message>
    <message>
        <source>No pictures have been read yet.</source>
        <translation>尚未读取任何图片。</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>正在比较…</translation>
    </message>
    <message>
        <source>{count} of {all} images changed label</source>
        <translation>{all} 张图片中有 {count} 张的标签发生变化</translation>
    </message>
    <message>
        <source>+{gained} −{lost} against your {verified} verified labels</source>
        <translation>对照 {verified} 个已核实的标签：+{gained} −{lost}</translation>
    </message>
    <message>
        <source>Verify some pictures to see which of the two sets is right more often.</source>
        <translation>核实一些图片，即可看出哪个提示词集的准确率更高。</translation>
    </message>
    <message>
        <source>Every picture keeps its label.</source>
        <translation>所有图片的标签均未变化。</translation>
    </message>
</context>
<context>
    <name>ConfusionDialog</name>
    <message>
        <source>Agreement with verified labels</source>
        <translation>与已核实标签的一致程度</translation>
    </message>
    <message>
        <source>Verified labels in rows, guessed labels in columns</source>
        <translation>行为已核实的标签，列为模型判断的标签</translation>
    </message>
    <message>
        <source>Verify some pictures first: select them and press the key of their label (1 to 9).</source>
        <translation>请先核实一些图片：选中图片，然后按对应标签的按键（1 到 9）。</translation>
    </message>
    <message>
        <source>Show all pictures again</source>
        <translation>重新显示所有图片</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>{share} right: {right} of {verified} verified</source>
        <translation>准确率 {share}：已核实 {verified} 张，判断正确 {right} 张</translation>
    </message>
    <message>
        <source>Nothing verified yet</source>
        <translation>尚未核实任何图片</translation>
    </message>
    <message>
        <source>Rows: your label. Columns: the ranking&apos;s. Click a cell to see its pictures.</source>
        <translation>行：您核实的标签。列：模型判断的标签。单击单元格可查看对应的图片。</translation>
    </message>
</context>
<context>
    <name>ConfusionModel</name>
    <message>
        <source>Truly “{true}”, ranked as “{guessed}”: {count}</source>
        <translation>实际为“{true}”，判断为“{guessed}”：{count}</translation>
    </message>
</context>
<context>
    <name>DetailPanel</name>
    <message>
        <source>Show why</source>
        <translation>显示依据</translation>
    </message>
    <message>
        <source>and not</source>
        <translation>而不是</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Compare with label</source>
        <translation>对比标签</translation>
    </message>
    <message>
        <source>Method of explanation</source>
        <translation>解释方法</translation>
    </message>
    <message>
        <source>Opacity of the map</source>
        <translation>热图的不透明度</translation>
    </message>
    <message>
        <source>No picture selected</source>
        <translation>未选择图片</translation>
    </message>
    <message>
        <source>Select a picture to see its labels, and why.</source>
        <translation>选择一张图片，查看它的标签及依据。</translation>
    </message>
    <message>
        <source>Not read yet.</source>
        <translation>尚未读取。</translation>
    </message>
    <message>
        <source>None of the labels fits.</source>
        <translation>没有合适的标签。</translation>
    </message>
    <message>
        <source>(any other label)</source>
        <translation>（其他任意标签）</translation>
    </message>
    <message>
        <source>Orange speaks for “{label}”, blue for “{other}”.</source>
        <translation>橙色支持“{label}”，蓝色支持“{other}”。</translation>
    </message>
    <message>
        <source>Not reliable for this image: hiding the marked places does no more than hiding others.</source>
        <translation>对这张图片不可靠：遮住标出的区域，影响并不比遮住其他区域更大。</translation>
    </message>
    <message>
        <source>Hiding the marked fifth lowers the score {ratio} times as much as hiding any fifth.</source>
        <translation>遮住标出的五分之一区域，得分降幅是遮住任意五分之一区域的 {ratio} 倍。</translation>
    </message>
</context>
<context>
    <name>DotsView</name>
    <message>
        <source>Layer {layer}, head {head}: {value}</source>
        <translation>第 {layer} 层，注意力头 {head}：{value}</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
</context>
<context>
    <name>EmptyView</name>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Try it on sample photos</source>
        <translation>用示例照片试一试</translation>
    </message>
    <message>
        <source>Looking for pictures…</source>
        <translation>正在查找图片…</translation>
    </message>
    <message>
        <source>No pictures there</source>
        <translation>没有图片</translation>
    </message>
    <message>
        <source>The sources hold no pictures that can be read. Add another folder.</source>
        <translation>来源中没有可读取的图片。请添加其他文件夹。</translation>
    </message>
    <message>
        <source>Drop pictures or a folder here</source>
        <translation>将图片或文件夹拖放到此处</translation>
    </message>
    <message>
        <source>Then type labels on the right, and every picture is sorted as you type.</source>
        <translation>然后在右侧输入标签，图片会随着输入即时分类。</translation>
    </message>
    <message>
        <source>Nothing to show</source>
        <translation>没有可显示的内容</translation>
    </message>
    <message>
        <source>No picture fits this filter or search.</source>
        <translation>没有图片符合当前的筛选或搜索条件。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export results</source>
        <translation>导出结果</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Write as</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Labels a picture</source>
        <translation>每张图片的标签数</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Those that are shown</source>
        <translation>当前显示的图片</translation>
    </message>
    <message>
        <source>Those that are selected</source>
        <translation>选中的图片</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>表格（CSV）</translation>
    </message>
    <message>
        <source>JSON Lines</source>
        <translation>JSON Lines</translation>
    </message>
    <message>
        <source>Report (HTML)</source>
        <translation>报告（HTML）</translation>
    </message>
    <message>
        <source>Keywords (XMP sidecars)</source>
        <translation>关键字（XMP 附属文件）</translation>
    </message>
    <message>
        <source>Use my verified labels where there are any</source>
        <translation>优先使用我已核实的标签</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>显示文件夹</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>Written to {path}. Pictures: {written}, skipped: {skipped}.</source>
        <translation>已写入 {path}。图片：{written}，已跳过：{skipped}。</translation>
    </message>
    <message>
        <source>Sidecars written: {written}. Already complete: {unchanged}.</source>
        <translation>已写入附属文件：{written}。原本已完整：{unchanged}。</translation>
    </message>
    <message>
        <source>Failed: {count}.</source>
        <translation>失败：{count}。</translation>
    </message>
    <message>
        <source>Stopped. The sidecars written so far stay.</source>
        <translation>已停止。已写入的附属文件会保留。</translation>
    </message>
    <message>
        <source>Stopped. Nothing was written.</source>
        <translation>已停止。未写入任何内容。</translation>
    </message>
    <message>
        <source>For spreadsheets: one line a picture, figures not rounded.</source>
        <translation>用于电子表格：每张图片一行，数值不取整。</translation>
    </message>
    <message>
        <source>For programs: the same lines as the command line writes.</source>
        <translation>用于程序处理：内容与命令行输出的各行相同。</translation>
    </message>
    <message>
        <source>One page with thumbnails that opens in any browser and needs nothing else.</source>
        <translation>带缩略图的单个网页，可用任意浏览器打开，无需其他文件。</translation>
    </message>
    <message>
        <source>Labels as keywords beside each picture, for other photo programs. Existing keywords stay.</source>
        <translation>将标签作为关键字保存在每张图片旁，供其他照片软件使用。已有的关键字会保留。</translation>
    </message>
    <message>
        <source>Nothing is ranked yet. Add pictures and labels first.</source>
        <translation>尚无排名结果。请先添加图片和标签。</translation>
    </message>
    <message>
        <source>Pictures: {ranked} · skipped: {skipped}</source>
        <translation>图片：{ranked} · 已跳过：{skipped}</translation>
    </message>
    <message>
        <source> · not read yet, left out: {unread}</source>
        <translation> · 尚未读取、不包括在内：{unread}</translation>
    </message>
    <message>
        <source>This is a folder. Name a file in it.</source>
        <translation>这是一个文件夹。请指定其中的文件名。</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <translation>该文件夹不存在。</translation>
    </message>
    <message>
        <source>This file is there already and will be replaced.</source>
        <translation>该文件已存在，将被替换。</translation>
    </message>
    <message>
        <source>There can be no file of this name.</source>
        <translation>不能使用这个文件名。</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>导出到</translation>
    </message>
</context>
<context>
    <name>FaultReporter</name>
    <message>
        <source>clipdesk goes on. The details help to find the fault.</source>
        <translation>clipdesk 将继续运行。详细信息有助于查找问题。</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
</context>
<context>
    <name>FilingDialog</name>
    <message>
        <source>File pictures into folders</source>
        <translation>将图片归档到文件夹</translation>
    </message>
    <message>
        <source>File pictures</source>
        <translation>归档图片</translation>
    </message>
    <message>
        <source>Earlier filings</source>
        <translation>归档记录</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Stopped. Nothing was touched.</source>
        <translation>已停止。没有改动任何文件。</translation>
    </message>
    <message>
        <source>Stopped. What was done is listed under “Earlier filings” and can be taken back.</source>
        <translation>已停止。已完成的部分列在“归档记录”中，可以撤回。</translation>
    </message>
</context>
<context>
    <name>FilingHistory</name>
    <message>
        <source>Taken back</source>
        <translation>已撤回</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Linked</source>
        <translation>已链接</translation>
    </message>
    <message>
        <source>Moved</source>
        <translation>已移动</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>What</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Earlier filings</source>
        <translation>归档记录</translation>
    </message>
    <message>
        <source>Nothing has been filed from this project yet.</source>
        <translation>此项目尚未归档过图片。</translation>
    </message>
    <message>
        <source>Taking back deletes copies and links, and moves pictures to where they were.</source>
        <translation>撤回会删除副本和链接，并将移动过的图片放回原处。</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Taking back</source>
        <translation>正在撤回</translation>
    </message>
    <message>
        <source>Taken back: {count}.</source>
        <translation>已撤回：{count}。</translation>
    </message>
    <message>
        <source>Left as they are: {count}.</source>
        <translation>保持不变：{count}。</translation>
    </message>
</context>
<context>
    <name>FilingPage</name>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Do</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Into the folder</source>
        <translation>目标文件夹</translation>
    </message>
    <message>
        <source>A folder; each label gets a folder of its own in it</source>
        <translation>选择一个文件夹，每个标签会在其中有自己的文件夹</translation>
    </message>
    <message>
        <source>Those that are shown</source>
        <translation>当前显示的图片</translation>
    </message>
    <message>
        <source>Those that are selected</source>
        <translation>选中的图片</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>link</source>
        <translation>链接</translation>
    </message>
    <message>
        <source>move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>链接</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Use my verified labels where there are any</source>
        <translation>优先使用我已核实的标签</translation>
    </message>
    <message>
        <source>Only pictures that I have verified</source>
        <translation>仅限我已核实的图片</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Notes on the plan</source>
        <translation>计划说明</translation>
    </message>
    <message>
        <source>What would be done</source>
        <translation>将要执行的操作</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>From</source>
        <translation>原位置</translation>
    </message>
    <message>
        <source>Goes to</source>
        <translation>目标位置</translation>
    </message>
    <message>
        <source>By</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Choose the folder that the label folders go into.</source>
        <translation>请选择用于存放各标签文件夹的文件夹。</translation>
    </message>
    <message>
        <source>Planning</source>
        <translation>正在制定计划</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>正在复制</translation>
    </message>
    <message>
        <source>Linking</source>
        <translation>正在链接</translation>
    </message>
    <message>
        <source>Moving</source>
        <translation>正在移动</translation>
    </message>
    <message>
        <source>There is nothing to file with these choices.</source>
        <translation>按当前选项没有可归档的图片。</translation>
    </message>
    <message>
        <source>… and {count} more</source>
        <translation>…以及另外 {count} 条</translation>
    </message>
    <message>
        <source>Copy ({count})</source>
        <translation>复制（{count}）</translation>
    </message>
    <message>
        <source>Link ({count})</source>
        <translation>链接（{count}）</translation>
    </message>
    <message>
        <source>Move ({count})</source>
        <translation>移动（{count}）</translation>
    </message>
    <message>
        <source>Copies are made; your pictures stay where they are.</source>
        <translation>将创建副本；原图片保留在原处。</translation>
    </message>
    <message>
        <source>Links are made; your pictures stay where they are.</source>
        <translation>将创建链接；原图片保留在原处。</translation>
    </message>
    <message>
        <source>Pictures leave their place. It can be taken back under “Earlier filings”.</source>
        <translation>图片将离开原处。可在“归档记录”中撤回。</translation>
    </message>
    <message>
        <source>Press “Preview” to see what would go where. Nothing is touched before you say so.</source>
        <translation>单击“预览”查看图片的去向。在您确认之前不会改动任何文件。</translation>
    </message>
    <message>
        <source>There are no pictures to file. Add some first.</source>
        <translation>没有可归档的图片。请先添加图片。</translation>
    </message>
    <message>
        <source>Copied: {count}, into {folder}.</source>
        <translation>已复制 {count} 个文件到 {folder}。</translation>
    </message>
    <message>
        <source>Linked: {count}, into {folder}.</source>
        <translation>已链接 {count} 个文件到 {folder}。</translation>
    </message>
    <message>
        <source>Moved: {count}, into {folder}.</source>
        <translation>已移动 {count} 个文件到 {folder}。</translation>
    </message>
    <message>
        <source>Not done: {count}; the reasons are listed above.</source>
        <translation>未完成：{count}；原因见上方列表。</translation>
    </message>
    <message>
        <source>File into this folder</source>
        <translation>归档到此文件夹</translation>
    </message>
</context>
<context>
    <name>GridView</name>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>InspectorDialog</name>
    <message>
        <source>Inside the model</source>
        <translation>模型内部</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>滤波器</translation>
    </message>
    <message>
        <source>Positions</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Distances</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>Heads</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>The first layer&apos;s strongest patterns of colour and edge, as principal components.</source>
        <translation>第一层中最强的颜色与边缘模式，以主成分表示。</translation>
    </message>
    <message>
        <source>Each tile is one place of the grid; the brighter, the more alike the model takes another place.</source>
        <translation>每个小图对应网格中的一个位置；某处越亮，表示模型认为它与该位置越相近。</translation>
    </message>
    <message>
        <source>How far each head looks on average. Low layers often look near and far, high ones far.</source>
        <translation>每个注意力头平均看多远。低层往往远近兼顾，高层多看远处。</translation>
    </message>
    <message>
        <source>Where the chosen head looks in the selected picture, from the token that sums it up.</source>
        <translation>所选注意力头从汇总全图的词元出发，在选中图片中关注的位置。</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Waiting for the model…</source>
        <translation>正在等待模型…</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在分析…</translation>
    </message>
    <message>
        <source>a head that looks everywhere</source>
        <translation>均匀关注各处的注意力头</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Add pictures to see how far the heads look.</source>
        <translation>添加图片，即可查看各注意力头看多远。</translation>
    </message>
    <message>
        <source>Select a picture in the main window.</source>
        <translation>请在主窗口中选择一张图片。</translation>
    </message>
</context>
<context>
    <name>InstalledModels</name>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Installed</source>
        <translation>已安装</translation>
    </message>
    <message>
        <source>Installed models</source>
        <translation>已安装的模型</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>ImageNet</source>
        <translation>ImageNet</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation>使用此模型</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Add a file…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>A model file, or drop one on this window</source>
        <translation>添加模型文件，也可将其拖放到此窗口</translation>
    </message>
    <message>
        <source>{name} was added.</source>
        <translation>已添加 {name}。</translation>
    </message>
    <message>
        <source>Adding {name}</source>
        <translation>正在添加 {name}</translation>
    </message>
    <message>
        <source>{name} is whole.</source>
        <translation>{name} 完整无损。</translation>
    </message>
    <message>
        <source>Checking {name}</source>
        <translation>正在校验 {name}</translation>
    </message>
    <message>
        <source>{name} was removed.</source>
        <translation>已移除 {name}。</translation>
    </message>
    <message>
        <source>Removing {name}</source>
        <translation>正在移除 {name}</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Add a model&apos;s folder</source>
        <translation>添加模型文件夹</translation>
    </message>
    <message>
        <source>Bundled models and the one in use stay.</source>
        <translation>内置模型和正在使用的模型不能移除。</translation>
    </message>
    <message>
        <source>Delete {name} from this computer?</source>
        <translation>要从这台电脑中删除 {name} 吗？</translation>
    </message>
    <message>
        <source>bundled</source>
        <translation>内置</translation>
    </message>
    <message>
        <source>yours</source>
        <translation>自行添加</translation>
    </message>
    <message>
        <source>{where}, in use</source>
        <translation>{where}，使用中</translation>
    </message>
    <message>
        <source>cannot be loaded</source>
        <translation>无法加载</translation>
    </message>
    <message>
        <source>loading…</source>
        <translation>正在加载…</translation>
    </message>
</context>
<context>
    <name>JobRow</name>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>{doing}: {done} so far</source>
        <translation>{doing}：已完成 {done}</translation>
    </message>
    <message>
        <source>{doing}: {done} of {total}</source>
        <translation>{doing}：{done} / {total}</translation>
    </message>
</context>
<context>
    <name>JobTray</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Looking for pictures</source>
        <translation>正在查找图片</translation>
    </message>
    <message>
        <source>Reading pictures</source>
        <translation>正在读取图片</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>Filing</source>
        <translation>正在归档</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>正在加载模型…</translation>
    </message>
    <message>
        <source>{name}: {done} so far</source>
        <translation>{name}：已完成 {done}</translation>
    </message>
    <message>
        <source>{name}: {done} of {total}</source>
        <translation>{name}：{done} / {total}</translation>
    </message>
    <message>
        <source> · {rate} a second</source>
        <translation> · 每秒 {rate}</translation>
    </message>
    <message>
        <source> · {left} left</source>
        <translation> · 剩余 {left}</translation>
    </message>
    <message numerus="yes">
        <source>%n skipped ▸</source>
        <translation>
            <numerusform>已跳过 %n 个 ▸</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n s</source>
        <translation>
            <numerusform>%n 秒</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n 分钟</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JudgingPanel</name>
    <message>
        <source>Each picture has</source>
        <translation>每张图片有</translation>
    </message>
    <message>
        <source>One label</source>
        <translation>一个标签</translation>
    </message>
    <message>
        <source>Several labels</source>
        <translation>多个标签</translation>
    </message>
    <message>
        <source>None of these</source>
        <translation>都不是</translation>
    </message>
    <message>
        <source>Pictures that fit these prompts better belong to no label.</source>
        <translation>更符合这些提示词的图片不属于任何标签。</translation>
    </message>
    <message>
        <source>Prompts for pictures that belong to no label, one a line</source>
        <translation>不属于任何标签的图片的提示词，每行一个</translation>
    </message>
    <message>
        <source>a blank page</source>
        <translation>a blank page</translation>
    </message>
    <message>
        <source>Reject below</source>
        <translation>拒绝低于</translation>
    </message>
    <message>
        <source>Reject pictures whose best label is below a probability</source>
        <translation>拒绝最佳标签的概率低于阈值的图片</translation>
    </message>
    <message>
        <source> %</source>
        <translation>%</translation>
    </message>
    <message>
        <source>Lowest probability of a label, in per cent</source>
        <translation>标签的最低概率（百分比）</translation>
    </message>
    <message>
        <source>Uncalibrated: a guess until pictures are verified.</source>
        <translation>未校准：核实图片之前仅为估计值。</translation>
    </message>
    <message>
        <source>Each picture gets the label that fits best; the labels share 100 %.</source>
        <translation>每张图片取最合适的标签；各标签的概率合计为 100%。</translation>
    </message>
    <message>
        <source>Each label is judged for itself; a picture may have several or none.</source>
        <translation>每个标签单独判断；一张图片可以有多个标签，也可以没有。</translation>
    </message>
</context>
<context>
    <name>LabelEditor</name>
    <message>
        <source>Add or choose a label on the left to put it into words.</source>
        <translation>在左侧添加或选择一个标签，然后用文字描述它。</translation>
    </message>
    <message>
        <source>Another prompt: a tabby, a kitten in the grass</source>
        <translation>再加提示词，例如：a tabby, a kitten in the grass</translation>
    </message>
    <message>
        <source>New prompt for the label</source>
        <translation>标签的新提示词</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove the selected prompts (Delete)</source>
        <translation>移除选中的提示词（Delete）</translation>
    </message>
    <message>
        <source>Remove the selected prompts</source>
        <translation>移除选中的提示词</translation>
    </message>
    <message>
        <source>Prompts of the label</source>
        <translation>标签的提示词</translation>
    </message>
    <message>
        <source>But &amp;not</source>
        <translation>但不是(&amp;N)</translation>
    </message>
    <message>
        <source>What it must not be taken for; counts with “Several labels”</source>
        <translation>不应与之混淆的内容；在“多个标签”模式下生效</translation>
    </message>
    <message>
        <source>Negative prompts of the label, one a line</source>
        <translation>标签的反向提示词，每行一个</translation>
    </message>
    <message>
        <source>a toy cat</source>
        <translation>a toy cat</translation>
    </message>
    <message>
        <source>Prompts of {name}</source>
        <translation>{name} 的提示词</translation>
    </message>
    <message>
        <source>change the prompts of a label</source>
        <translation>更改标签的提示词</translation>
    </message>
    <message>
        <source>change what a label is not</source>
        <translation>更改标签的反向提示词</translation>
    </message>
</context>
<context>
    <name>LabelList</name>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Type labels: cat, dog, a plate of food</source>
        <translation>输入标签，例如：cat, dog, a plate of food</translation>
    </message>
    <message>
        <source>New labels, with commas between</source>
        <translation>新标签，用英文逗号分隔</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move the label up (Alt+Up)</source>
        <translation>上移标签（Alt+Up）</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Move the label down (Alt+Down)</source>
        <translation>下移标签（Alt+Down）</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>A further label with the same prompts (Ctrl+D)</source>
        <translation>新建一个提示词相同的标签（Ctrl+D）</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove the selected labels (Delete)</source>
        <translation>移除选中的标签（Delete）</translation>
    </message>
</context>
<context>
    <name>LabelModel</name>
    <message>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>LabelsPanel</name>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Prompts…</source>
        <translation>提示词…</translation>
    </message>
    <message>
        <source>Prompts, weights, templates, negatives (Ctrl+P)</source>
        <translation>提示词、权重、模板、反向提示词（Ctrl+P）</translation>
    </message>
    <message>
        <source>Type labels: cat, dog, a plate of food</source>
        <translation>输入标签，例如：cat, dog, a plate of food</translation>
    </message>
    <message>
        <source>New labels, with commas between</source>
        <translation>新标签，用英文逗号分隔</translation>
    </message>
    <message>
        <source>One label</source>
        <translation>一个标签</translation>
    </message>
    <message>
        <source>Several labels</source>
        <translation>多个标签</translation>
    </message>
    <message>
        <source>Each picture gets the label that fits best; the labels share 100 %.</source>
        <translation>每张图片取最合适的标签；各标签的概率合计为 100%。</translation>
    </message>
    <message>
        <source>Each label is judged for itself; a picture may have several or none.</source>
        <translation>每个标签单独判断；一张图片可以有多个标签，也可以没有。</translation>
    </message>
    <message>
        <source>change what a label means</source>
        <translation>更改标签的判断方式</translation>
    </message>
</context>
<context>
    <name>LargeView</name>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Search by words</source>
        <translation>用文字搜索</translation>
    </message>
    <message>
        <source>Larger pictures</source>
        <translation>放大图片</translation>
    </message>
    <message>
        <source>Smaller pictures</source>
        <translation>缩小图片</translation>
    </message>
    <message>
        <source>Order of the pictures</source>
        <translation>图片顺序</translation>
    </message>
    <message>
        <source>As found</source>
        <translation>按发现顺序</translation>
    </message>
    <message>
        <source>Uncertain first</source>
        <translation>不确定的在前</translation>
    </message>
    <message>
        <source>Certain first</source>
        <translation>确定的在前</translation>
    </message>
    <message>
        <source>By label</source>
        <translation>按标签</translation>
    </message>
    <message>
        <source>End search</source>
        <translation>结束搜索</translation>
    </message>
    <message>
        <source>Add a folder of pictures</source>
        <translation>添加图片文件夹</translation>
    </message>
    <message>
        <source>Open a project, or choose an empty folder for a new one</source>
        <translation>打开项目，或为新项目选择一个空文件夹</translation>
    </message>
    <message>
        <source>Add pictures</source>
        <translation>添加图片</translation>
    </message>
    <message>
        <source>This filter hides the picture. Show all pictures to see it.</source>
        <translation>当前筛选隐藏了这张图片。显示全部图片即可看到它。</translation>
    </message>
    <message>
        <source>Save the map</source>
        <translation>保存热图</translation>
    </message>
    <message>
        <source>Picture with the map (*.png);;Values as an array (*.npy)</source>
        <translation>带热图的图片 (*.png);;数值数组 (*.npy)</translation>
    </message>
    <message>
        <source>{name} …</source>
        <translation>{name} …</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>模型：{name}</translation>
    </message>
    <message>
        <source>The model in use</source>
        <translation>正在使用的模型</translation>
    </message>
    <message>
        <source>Device: {name}</source>
        <translation>设备：{name}</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Pictures</source>
        <translation>图片(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Add pictures…</source>
        <translation>添加图片…</translation>
    </message>
    <message>
        <source>Open or start a project…</source>
        <translation>打开或新建项目…</translation>
    </message>
    <message>
        <source>Look for new pictures</source>
        <translation>查找新图片</translation>
    </message>
    <message>
        <source>Export results…</source>
        <translation>导出结果…</translation>
    </message>
    <message>
        <source>File into folders…</source>
        <translation>归档到文件夹…</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>模型…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Search by words</source>
        <translation>用文字搜索</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Prompts…</source>
        <translation>提示词…</translation>
    </message>
    <message>
        <source>Compare prompt sets…</source>
        <translation>比较提示词集…</translation>
    </message>
    <message>
        <source>Larger pictures</source>
        <translation>放大图片</translation>
    </message>
    <message>
        <source>Smaller pictures</source>
        <translation>缩小图片</translation>
    </message>
    <message>
        <source>Agreement with verified labels</source>
        <translation>与已核实标签的一致程度</translation>
    </message>
    <message>
        <source>Inside the model</source>
        <translation>模型内部</translation>
    </message>
    <message>
        <source>More like this</source>
        <translation>查找相似图片</translation>
    </message>
    <message>
        <source>None of the labels</source>
        <translation>都不是</translation>
    </message>
    <message>
        <source>Take the verified label back</source>
        <translation>取消核实</translation>
    </message>
    <message>
        <source>Try unreadable pictures again</source>
        <translation>重试无法读取的图片</translation>
    </message>
    <message>
        <source>Skipped…</source>
        <translation>已跳过…</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>About clipdesk</source>
        <translation>关于 clipdesk</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>OfferedModels</name>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Recommended downloads</source>
        <translation>推荐下载</translation>
    </message>
    <message>
        <source>Larger models are surer and slower. Nothing is fetched before you press “Download”.</source>
        <translation>模型越大，判断越准确，速度也越慢。单击“下载”之前不会下载任何内容。</translation>
    </message>
    <message>
        <source>Reading the list…</source>
        <translation>正在读取列表…</translation>
    </message>
    <message>
        <source>Models to download</source>
        <translation>可下载的模型</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>ImageNet</source>
        <translation>ImageNet</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Delete what has arrived so far</source>
        <translation>删除已下载的部分</translation>
    </message>
    <message>
        <source>{name} is installed.</source>
        <translation>已安装 {name}。</translation>
    </message>
    <message>
        <source>Downloading {name}</source>
        <translation>正在下载 {name}</translation>
    </message>
    <message>
        <source>Paused. What has arrived is kept.</source>
        <translation>已暂停。已下载的部分会保留。</translation>
    </message>
    <message>
        <source>Discarded.</source>
        <translation>已丢弃。</translation>
    </message>
    <message>
        <source>Checking {name}…</source>
        <translation>正在校验 {name}…</translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation>正在打开 {name}…</translation>
    </message>
    <message>
        <source>Waiting for the connection to come back ({done} so far)…</source>
        <translation>正在等待网络恢复（已下载 {done}）…</translation>
    </message>
    <message>
        <source>Downloading {name}: {done}</source>
        <translation>正在下载 {name}：{done}</translation>
    </message>
    <message>
        <source>Downloading {name}: {done} of {total}</source>
        <translation>正在下载 {name}：{done} / {total}</translation>
    </message>
    <message>
        <source>installed</source>
        <translation>已安装</translation>
    </message>
    <message>
        <source>downloading</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>paused at {size}</source>
        <translation>已暂停（{size}）</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
</context>
<context>
    <name>Operations</name>
    <message>
        <source>add labels</source>
        <translation>添加标签</translation>
    </message>
    <message>
        <source>remove labels</source>
        <translation>移除标签</translation>
    </message>
    <message>
        <source>change a label</source>
        <translation>更改标签</translation>
    </message>
    <message>
        <source>choose a prompt set</source>
        <translation>选择提示词集</translation>
    </message>
    <message>
        <source>add a prompt set</source>
        <translation>添加提示词集</translation>
    </message>
    <message>
        <source>rename a prompt set</source>
        <translation>重命名提示词集</translation>
    </message>
    <message>
        <source>delete a prompt set</source>
        <translation>删除提示词集</translation>
    </message>
    <message>
        <source>change the reject threshold</source>
        <translation>更改拒绝阈值</translation>
    </message>
    <message>
        <source>verify</source>
        <translation>核实</translation>
    </message>
    <message>
        <source>verify as none of the labels</source>
        <translation>核实为都不是</translation>
    </message>
    <message>
        <source>take verified labels back</source>
        <translation>取消核实</translation>
    </message>
</context>
<context>
    <name>PictureModel</name>
    <message>
        <source>{name}, none of the labels</source>
        <translation>{name}，都不是</translation>
    </message>
    <message>
        <source>{name}: {label}, verified</source>
        <translation>{name}：{label}，已核实</translation>
    </message>
    <message>
        <source>{name}: none of the labels (at best {label}, {share})</source>
        <translation>{name}：都不是（最接近 {label}，{share}）</translation>
    </message>
    <message>
        <source>{name}: {label}, {share}</source>
        <translation>{name}：{label}，{share}</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>Selected picture</source>
        <translation>选中的图片</translation>
    </message>
    <message>
        <source>The model did not see this part.</source>
        <translation>模型没有看到这一部分。</translation>
    </message>
</context>
<context>
    <name>PromptEditor</name>
    <message>
        <source>Prompts</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>There is a label “{name}” already.</source>
        <translation>标签“{name}”已存在。</translation>
    </message>
    <message>
        <source>move a label</source>
        <translation>移动标签</translation>
    </message>
    <message>
        <source>duplicate a label</source>
        <translation>复制标签</translation>
    </message>
    <message>
        <source>change the templates</source>
        <translation>更改模板</translation>
    </message>
    <message>
        <source>change what a label means</source>
        <translation>更改标签的判断方式</translation>
    </message>
    <message>
        <source>change what is none of these</source>
        <translation>更改“都不是”的提示词</translation>
    </message>
</context>
<context>
    <name>PromptModel</name>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>A prompt&apos;s share among the label&apos;s prompts; 0 switches it off</source>
        <translation>该提示词在标签的所有提示词中所占的比重；0 表示停用</translation>
    </message>
    <message>
        <source>The label&apos;s name, as it has no prompts of its own</source>
        <translation>标签没有自己的提示词，因此使用标签名称</translation>
    </message>
    <message>
        <source>A weight is a number from 0 up.</source>
        <translation>权重必须是大于或等于 0 的数。</translation>
    </message>
    <message>
        <source>A label needs a prompt with a weight above 0.</source>
        <translation>标签至少需要一个权重大于 0 的提示词。</translation>
    </message>
    <message>
        <source>A prompt needs a text.</source>
        <translation>提示词不能为空。</translation>
    </message>
    <message>
        <source>The label has the prompt “{text}” already.</source>
        <translation>该标签已有提示词“{text}”。</translation>
    </message>
</context>
<context>
    <name>PromptTransfer</name>
    <message>
        <source>import labels</source>
        <translation>导入标签</translation>
    </message>
    <message>
        <source>Labels from {file}: {count}.</source>
        <translation>来自 {file} 的标签：{count} 个。</translation>
    </message>
    <message>
        <source>There are no labels to export yet.</source>
        <translation>还没有可导出的标签。</translation>
    </message>
    <message>
        <source>Written to {file}.</source>
        <translation>已写入 {file}。</translation>
    </message>
</context>
<context>
    <name>SetsBar</name>
    <message>
        <source>&amp;Prompt set</source>
        <translation>提示词集(&amp;P)</translation>
    </message>
    <message>
        <source>Prompt set</source>
        <translation>提示词集</translation>
    </message>
    <message>
        <source>Name of the prompt set</source>
        <translation>提示词集的名称</translation>
    </message>
    <message>
        <source>Name, then Return</source>
        <translation>输入名称，按回车键确认</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>A further prompt set, empty</source>
        <translation>新建一个空的提示词集</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>A further prompt set with the same prompts</source>
        <translation>新建一个提示词相同的提示词集</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Give this prompt set another name</source>
        <translation>为此提示词集改名</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete this prompt set; it can be undone</source>
        <translation>删除此提示词集；可以撤销</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Labels from a text, CSV or JSON file; it can be dropped here too</source>
        <translation>从文本、CSV 或 JSON 文件导入标签；也可将文件拖放到此处</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Write this prompt set to a JSON file</source>
        <translation>将此提示词集写入 JSON 文件</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>比较…</translation>
    </message>
    <message>
        <source>Which pictures change their label with another prompt set</source>
        <translation>查看换用其他提示词集后哪些图片的标签会变化</translation>
    </message>
    <message>
        <source>Import labels and prompts</source>
        <translation>导入标签和提示词</translation>
    </message>
    <message>
        <source>Labels and prompts (*.txt *.csv *.tsv *.json)</source>
        <translation>标签和提示词 (*.txt *.csv *.tsv *.json)</translation>
    </message>
    <message>
        <source>Export the prompt set</source>
        <translation>导出提示词集</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Model to begin with</source>
        <translation>启动时使用的模型</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Number type</source>
        <translation>数值类型</translation>
    </message>
    <message>
        <source>Download mirror</source>
        <translation>下载镜像</translation>
    </message>
    <message>
        <source>Remembered pictures</source>
        <translation>图片缓存</translation>
    </message>
    <message>
        <source>Your models</source>
        <translation>自行添加的模型</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Open folder: {name}</source>
        <translation>打开文件夹：{name}</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>fp32 (exact)</source>
        <translation>fp32（精确）</translation>
    </message>
    <message>
        <source>int8 (smallest, CPU only)</source>
        <translation>int8（最小，仅限 CPU）</translation>
    </message>
    <message>
        <source>Used when you download a model, in the place of huggingface.co.</source>
        <translation>下载模型时用来代替 huggingface.co。</translation>
    </message>
    <message>
        <source>Load the model again with these choices</source>
        <translation>按这些选项重新加载模型</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Pictures are read again the next time; nothing else is lost.</source>
        <translation>下次会重新读取图片；其他内容不会丢失。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The remembered pictures were forgotten.</source>
        <translation>图片缓存已清除。</translation>
    </message>
    <message>
        <source>A mirror is an address that begins with https://.</source>
        <translation>镜像地址必须以 https:// 开头。</translation>
    </message>
    <message>
        <source>{path} is not there yet.</source>
        <translation>{path} 尚不存在。</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>In the pictures</source>
        <translation>在图片中</translation>
    </message>
    <message>
        <source>Give a label</source>
        <translation>指定标签</translation>
    </message>
    <message>
        <source>One back, one on</source>
        <translation>上一张、下一张</translation>
    </message>
    <message>
        <source>Move about</source>
        <translation>移动选择</translation>
    </message>
    <message>
        <source>Open the picture large</source>
        <translation>放大查看图片</translation>
    </message>
    <message>
        <source>Hide the map while held</source>
        <translation>按住时隐藏热图</translation>
    </message>
    <message>
        <source>Select several while held</source>
        <translation>按住时选择多张</translation>
    </message>
    <message>
        <source>Close a window</source>
        <translation>关闭窗口</translation>
    </message>
</context>
<context>
    <name>SkippedDialog</name>
    <message>
        <source>Skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>not there</source>
        <translation>不存在</translation>
    </message>
    <message>
        <source>no file</source>
        <translation>不是文件</translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空文件</translation>
    </message>
    <message>
        <source>not a known kind of picture</source>
        <translation>不支持的图片类型</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>过大</translation>
    </message>
    <message>
        <source>not enough memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Skipped files with their reasons</source>
        <translation>已跳过的文件及原因</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Copy list</source>
        <translation>复制列表</translation>
    </message>
    <message>
        <source>Save list…</source>
        <translation>保存列表…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Skipped: {count}</source>
        <translation>已跳过：{count}</translation>
    </message>
    <message>
        <source>Nothing skipped</source>
        <translation>没有跳过任何文件</translation>
    </message>
    <message>
        <source>Every picture could be read.</source>
        <translation>所有图片均可读取。</translation>
    </message>
    <message>
        <source>Saved to {path}.</source>
        <translation>已保存到 {path}。</translation>
    </message>
    <message>
        <source>Trying again…</source>
        <translation>正在重试…</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
    <message>
        <source>Save list</source>
        <translation>保存列表</translation>
    </message>
</context>
<context>
    <name>SourcesPanel</name>
    <message>
        <source>Sources</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Add a folder of pictures (Ctrl+O)</source>
        <translation>添加图片文件夹（Ctrl+O）</translation>
    </message>
    <message>
        <source>Which pictures to show</source>
        <translation>要显示的图片</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>未核实</translation>
    </message>
    <message>
        <source>Uncertain</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>None of the labels</source>
        <translation>都不是</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>已核实</translation>
    </message>
    <message>
        <source>Not readable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>All sources</source>
        <translation>所有来源</translation>
    </message>
</context>
<context>
    <name>TemplateEditor</name>
    <message>
        <source>Templates</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Every prompt goes through every template; {} stands for the prompt.</source>
        <translation>每个提示词都会套用每个模板；{} 代表提示词。</translation>
    </message>
    <message>
        <source>Set of templates</source>
        <translation>模板集</translation>
    </message>
    <message>
        <source>Templates, one a line</source>
        <translation>模板，每行一个</translation>
    </message>
    <message>
        <source>a photo of a {}.</source>
        <translation>a photo of a {}.</translation>
    </message>
    <message>
        <source>Plain: the prompt alone</source>
        <translation>原样：仅提示词</translation>
    </message>
    <message>
        <source>Photo: one sentence</source>
        <translation>照片：一个句子</translation>
    </message>
    <message>
        <source>ImageNet: 80 sentences</source>
        <translation>ImageNet：80 个句子</translation>
    </message>
    <message>
        <source>Own</source>
        <translation>自定义</translation>
    </message>
</context>
<context>
    <name>TileDelegate</name>
    <message>
        <source>none of the labels</source>
        <translation>都不是</translation>
    </message>
    <message>
        <source>{label}?</source>
        <translation>{label}？</translation>
    </message>
</context>
<context>
    <name>TokenLine</name>
    <message>
        <source>Counting tokens…</source>
        <translation>正在计算词元数…</translation>
    </message>
    <message>
        <source>Longest: {count} of {limit} tokens.</source>
        <translation>最长：{count} / {limit} 个词元。</translation>
    </message>
    <message>
        <source>What is struck out will not be read.</source>
        <translation>划掉的部分不会被读取。</translation>
    </message>
</context>
<context>
    <name>WarningsList</name>
    <message>
        <source>To look at</source>
        <translation>需要留意</translation>
    </message>
    <message>
        <source>Nothing is doubtful about these prompts.</source>
        <translation>这些提示词没有可疑之处。</translation>
    </message>
    <message>
        <source>What is doubtful about the prompts</source>
        <translation>提示词的可疑之处</translation>
    </message>
    <message>
        <source>A prompt of “{name}” is too long; the model will not read its end.</source>
        <translation>“{name}”有一个提示词过长，模型不会读取其末尾部分。</translation>
    </message>
</context>
</TS>
