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
    <name>AdvancedForm</name>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Pictures in a batch</source>
        <translation>每批图片数</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Rank of the additions</source>
        <translation>附加矩阵的秩</translation>
    </message>
    <message>
        <source>Last blocks that learn</source>
        <translation>参与学习的末尾层数</translation>
    </message>
    <message>
        <source>What learns</source>
        <translation>学习的部分</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Share to choose by</source>
        <translation>用于选优的比例</translation>
    </message>
    <message>
        <source>Control pictures: class folders that tell what the model must not forget</source>
        <translation>对照图片：按类别分文件夹，用来检查模型不应忘记的内容</translation>
    </message>
    <message>
        <source>Pictures and texts</source>
        <translation>图片和文字</translation>
    </message>
    <message>
        <source>Pictures only</source>
        <translation>仅图片</translation>
    </message>
    <message>
        <source>Texts only</source>
        <translation>仅文字</translation>
    </message>
    <message>
        <source>Of the pictures, where the data do not say which these are</source>
        <translation>占全部图片的比例；数据已自行划分时不使用</translation>
    </message>
    <message>
        <source>The sample photos</source>
        <translation>示例照片</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>the recipe&apos;s: {value}</source>
        <translation>方案默认：{value}</translation>
    </message>
    <message>
        <source>Control pictures</source>
        <translation>对照图片</translation>
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
    <name>Browsing</name>
    <message>
        <source>This filter hides the picture. Show all pictures to see it.</source>
        <translation>当前筛选隐藏了这张图片。显示全部图片即可看到它。</translation>
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
    <name>Core</name>
    <message>
        <source>{precision} was chosen: on this CPU bf16 runs at {ratio} × the speed of fp32.</source>
        <translation>已选择 {precision}：在此 CPU 上 bf16 的速度是 fp32 的 {ratio} 倍。</translation>
    </message>
    <message>
        <source>There is no device called {device}. Choose auto, cpu, cuda or mps.</source>
        <translation>没有名为 {device} 的设备。请选择 auto、cpu、cuda 或 mps。</translation>
    </message>
    <message>
        <source>The device cuda was asked for, but {missing}. Choose auto or cpu.</source>
        <translation>要求使用设备 cuda，但{missing}。请选择 auto 或 cpu。</translation>
    </message>
    <message>
        <source>the installed torch is built without CUDA</source>
        <translation>已安装的 torch 不带 CUDA</translation>
    </message>
    <message>
        <source>no CUDA device with a working driver was found</source>
        <translation>没有找到驱动正常的 CUDA 设备</translation>
    </message>
    <message>
        <source>The device {device} was asked for, but only {count} are there.</source>
        <translation>要求使用设备 {device}，但只有 {count} 个。</translation>
    </message>
    <message>
        <source>The device mps was asked for, but it needs a Mac with Metal. Choose auto or cpu.</source>
        <translation>要求使用设备 mps，但它需要带 Metal 的 Mac。请选择 auto 或 cpu。</translation>
    </message>
    <message>
        <source>There is no precision called {precision}. Choose one of {names}.</source>
        <translation>没有名为 {precision} 的精度。请选择其中之一：{names}。</translation>
    </message>
    <message>
        <source>fp16 is slower than fp32 on every CPU. Choose fp32, bf16 or int8.</source>
        <translation>在任何 CPU 上 fp16 都比 fp32 慢。请选择 fp32、bf16 或 int8。</translation>
    </message>
    <message>
        <source>This GPU does not compute in bf16. Choose fp16 or fp32.</source>
        <translation>此 GPU 不支持 bf16 计算。请选择 fp16 或 fp32。</translation>
    </message>
    <message>
        <source>The model does not fit into the memory of {device}. Choose a smaller model.</source>
        <translation>模型放不进 {device} 的内存。请选择更小的模型。</translation>
    </message>
    <message>
        <source>int8 runs on the CPU only, not on {device}. Choose bf16, or the device cpu.</source>
        <translation>int8 只能在 CPU 上运行，不能在 {device} 上运行。请选择 bf16 或设备 cpu。</translation>
    </message>
    <message>
        <source>The installed torch has no int8 kernels for this processor. Choose fp32 or bf16.</source>
        <translation>已安装的 torch 没有适用于此处理器的 int8 内核。请选择 fp32 或 bf16。</translation>
    </message>
    <message>
        <source>The model {name} knows {tokens} tokens; CLIP&apos;s tokenizer makes {others}. It needs a tokenizer of its own, which clipdesk does not have.</source>
        <translation>模型 {name} 认识 {tokens} 个词元；CLIP 的分词器产生 {others} 个。它需要自己的分词器，而 clipdesk 没有。</translation>
    </message>
    <message>
        <source>The model {name} takes uint8 pictures of [n, {size}, {size2}, 3], not {shape}.</source>
        <translation>模型 {name} 接受 [n, {size}, {size2}, 3] 的 uint8 图片，而不是 {shape}。</translation>
    </message>
    <message>
        <source>The model {name} gives values that are not numbers. {advice}</source>
        <translation>模型 {name} 给出了不是数字的值。{advice}</translation>
    </message>
    <message>
        <source>Its weights are damaged.</source>
        <translation>它的权重已损坏。</translation>
    </message>
    <message>
        <source>Try it with the precision fp32.</source>
        <translation>请用精度 fp32 试试。</translation>
    </message>
    <message>
        <source>No model is called {name}, and there is no such file. `clipdesk models list` shows what is installed.</source>
        <translation>没有名为 {name} 的模型，也没有这个文件。`clipdesk models list` 会列出已安装的模型。</translation>
    </message>
    <message>
        <source>No model is called {name}, and there is no such file. Did you mean {near}? `clipdesk models list` shows what is installed.</source>
        <translation>没有名为 {name} 的模型，也没有这个文件。您是指 {near} 吗？`clipdesk models list` 会列出已安装的模型。</translation>
    </message>
    <message>
        <source>{name} is not installed. Download it with: {command}</source>
        <translation>{name} 尚未安装。下载命令：{command}</translation>
    </message>
    <message>
        <source>{name} is not installed. Download it ({size} MB) with: {command}</source>
        <translation>{name} 尚未安装。下载命令（{size} MB）：{command}</translation>
    </message>
    <message>
        <source>There is no model at {path}: no such file or folder.</source>
        <translation>{path} 处没有模型：没有这个文件或文件夹。</translation>
    </message>
    <message>
        <source>A model cannot be called {name}; use letters, digits, dots, dashes and underscores.</source>
        <translation>模型不能叫 {name}；请使用字母、数字、点、连字符和下划线。</translation>
    </message>
    <message>
        <source>A model called {name} is installed already. Choose another name, or remove that one first.</source>
        <translation>已安装名为 {name} 的模型。请另选名称，或先删除它。</translation>
    </message>
    <message>
        <source>{name} came with clipdesk and cannot be removed.</source>
        <translation>{name} 随 clipdesk 附带，无法删除。</translation>
    </message>
    <message>
        <source>{name} cannot be removed from {path} ({reason}).</source>
        <translation>无法从 {path} 删除 {name}（{reason}）。</translation>
    </message>
    <message>
        <source>The weights&apos; SHA-256 is {digest}, but {noted} was noted when the model was installed.</source>
        <translation>权重的 SHA-256 是 {digest}，但安装模型时记录的是 {noted}。</translation>
    </message>
    <message>
        <source>No pretrained model is called {name}. `clipdesk models list --all` shows them.</source>
        <translation>没有名为 {name} 的预训练模型。`clipdesk models list --all` 会列出全部。</translation>
    </message>
    <message>
        <source>No pretrained model is called {name}. Near names: {near}. `clipdesk models list --all` shows them.</source>
        <translation>没有名为 {name} 的预训练模型。相近的名称：{near}。`clipdesk models list --all` 会列出全部。</translation>
    </message>
    <message>
        <source>{name} is in open_clip&apos;s table, but this version cannot run it. {reason}</source>
        <translation>{name} 在 open_clip 的列表中，但此版本无法运行它。{reason}</translation>
    </message>
    <message>
        <source>Its architecture is not described.</source>
        <translation>没有对其架构的描述。</translation>
    </message>
    <message>
        <source>The list of pretrained models comes with open_clip_torch ({error}).</source>
        <translation>预训练模型的列表随 open_clip_torch 提供（{error}）。</translation>
    </message>
    <message>
        <source>{arch} from open_clip&apos;s table, checkpoint {tag}.</source>
        <translation>open_clip 列表中的 {arch}，检查点 {tag}。</translation>
    </message>
    <message>
        <source>{arch} from open_clip&apos;s table, checkpoint {tag}. ImageNet zero-shot {share}.</source>
        <translation>open_clip 列表中的 {arch}，检查点 {tag}。ImageNet 零样本 {share}。</translation>
    </message>
    <message>
        <source>The mirror {address} is not an address that begins with https://.</source>
        <translation>镜像 {address} 不是以 https:// 开头的地址。</translation>
    </message>
    <message>
        <source>What {host} sent is not the model {name}, and was deleted. {error}</source>
        <translation>{host} 发来的不是模型 {name}，已删除。{error}</translation>
    </message>
    <message>
        <source>The model cannot be written to {folder} ({reason}). Make room there, or choose another folder.</source>
        <translation>无法将模型写入 {folder}（{reason}）。请在那里腾出空间，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>Another clipdesk is downloading {name} already.</source>
        <translation>另一个 clipdesk 正在下载 {name}。</translation>
    </message>
    <message>
        <source>The download cannot be written to {folder} ({reason}).</source>
        <translation>无法将下载写入 {folder}（{reason}）。</translation>
    </message>
    <message>
        <source>The download from {url} does not get on: {trouble} at {done} of {total} bytes. They are kept; try again later.</source>
        <translation>从 {url} 的下载无法继续：{trouble}，已得 {done} / {total} 字节。它们已保留；请稍后再试。</translation>
    </message>
    <message>
        <source>The disk with {folder} is full ({reason}). What has arrived is kept; make room, then start the download again.</source>
        <translation>{folder} 所在的磁盘已满（{reason}）。已收到的部分会保留；请腾出空间后重新开始下载。</translation>
    </message>
    <message>
        <source>{needed} more bytes are needed, {free} are free</source>
        <translation>还需要 {needed} 字节，空闲 {free}</translation>
    </message>
    <message>
        <source>{host} keeps contradicting itself about {url}. Nothing was kept.</source>
        <translation>{host} 对 {url} 的说法前后矛盾。没有保留任何内容。</translation>
    </message>
    <message>
        <source>{host} does not hand out {url} (HTTP {status}).</source>
        <translation>{host} 不提供 {url}（HTTP {status}）。</translation>
    </message>
    <message>
        <source>{url} was answered in a way that is not understood (HTTP {status}).</source>
        <translation>{url} 的应答无法理解（HTTP {status}）。</translation>
    </message>
    <message>
        <source>{url} announces {total} bytes, but the file has {size}. It was not downloaded.</source>
        <translation>{url} 声称有 {total} 字节，而文件有 {size}。未下载。</translation>
    </message>
    <message>
        <source>The file from {url} is not what it should be: its SHA-256 is {digest}, {expected} was expected. It was deleted. Try again later, or another mirror.</source>
        <translation>来自 {url} 的文件不对：其 SHA-256 是 {digest}，应为 {expected}。已删除。请稍后再试，或换一个镜像。</translation>
    </message>
    <message>
        <source>{url} sent more than the {total} bytes it announced. Nothing was kept.</source>
        <translation>{url} 发来的超过其声称的 {total} 字节。没有保留任何内容。</translation>
    </message>
    <message>
        <source>{host} cannot be reached ({trouble}). Is this computer online? What has arrived so far is kept, and the next download goes on from there.</source>
        <translation>无法连接 {host}（{trouble}）。这台计算机联网了吗？已收到的部分会保留，下次下载从那里继续。</translation>
    </message>
    <message>
        <source>The connection ended early</source>
        <translation>连接提前结束</translation>
    </message>
    <message>
        <source>The server is busy (HTTP {status})</source>
        <translation>服务器繁忙（HTTP {status}）</translation>
    </message>
    <message>
        <source>{url} redirects without end.</source>
        <translation>{url} 无休止地重定向。</translation>
    </message>
    <message>
        <source>The address {url} is refused: models are fetched over https only.</source>
        <translation>拒绝地址 {url}：只通过 https 获取模型。</translation>
    </message>
    <message>
        <source>The certificate of {host} is not trusted by this computer ({reason}). If a company proxy stands between, set SSL_CERT_FILE to its certificate.</source>
        <translation>这台计算机不信任 {host} 的证书（{reason}）。如果中间有公司代理，请将 SSL_CERT_FILE 设为其证书。</translation>
    </message>
    <message>
        <source>{path} is damaged, or no model: it is neither safetensors nor PyTorch&apos;s.</source>
        <translation>{path} 已损坏或不是模型：既不是 safetensors 也不是 PyTorch 的文件。</translation>
    </message>
    <message>
        <source>{path} is empty.</source>
        <translation>{path} 是空的。</translation>
    </message>
    <message>
        <source>{path} is only a Git LFS pointer; fetch the file itself with `git lfs pull`.</source>
        <translation>{path} 只是 Git LFS 指针；请用 `git lfs pull` 获取文件本身。</translation>
    </message>
    <message>
        <source>{path} is not there, or is neither a file nor a folder.</source>
        <translation>{path} 不存在，或既不是文件也不是文件夹。</translation>
    </message>
    <message>
        <source>{path} is damaged: {detail}.</source>
        <translation>{path} 已损坏：{detail}。</translation>
    </message>
    <message>
        <source>{path} is damaged or incomplete: {detail}.</source>
        <translation>{path} 已损坏或不完整：{detail}。</translation>
    </message>
    <message>
        <source>{path} is damaged or incomplete ({detail}).</source>
        <translation>{path} 已损坏或不完整（{detail}）。</translation>
    </message>
    <message>
        <source>{path} is incomplete: {detail}.</source>
        <translation>{path} 不完整：{detail}。</translation>
    </message>
    <message>
        <source>{path} is refused: {detail}.</source>
        <translation>拒绝 {path}：{detail}。</translation>
    </message>
    <message>
        <source>{what} is refused: it asks to run or load {name}, which a file of tensors has no need of. Nothing of it was run. Get the model from a source that you trust, best as safetensors.</source>
        <translation>拒绝 {what}：它要求运行或加载 {name}，而张量文件不需要这样做。其中没有任何内容被运行。请从您信任的来源获取模型，最好是 safetensors。</translation>
    </message>
    <message>
        <source>{path} ends within the tensor {name}; it is incomplete.</source>
        <translation>{path} 在张量 {name} 中途结束；文件不完整。</translation>
    </message>
    <message>
        <source>{path} is {state}: its tensors take {end} bytes, and {held} are there.</source>
        <translation>{path} {state}：其张量占 {end} 字节，而实有 {held}。</translation>
    </message>
    <message>
        <source>{path} holds no tensors by name, so it is not a model.</source>
        <translation>{path} 中没有按名称存放的张量，因此不是模型。</translation>
    </message>
    <message>
        <source>{path} holds a {kind}, not a model&apos;s tensors by name.</source>
        <translation>{path} 中是 {kind}，而不是按名称存放的模型张量。</translation>
    </message>
    <message>
        <source>{path} holds the tensor {name}, which another file of the model holds too.</source>
        <translation>{path} 含有张量 {name}，而模型的另一个文件也含有它。</translation>
    </message>
    <message>
        <source>{path}: the tensor {name} has the number type {kind}, which is not read.</source>
        <translation>{path}：张量 {name} 的数字类型 {kind} 无法读取。</translation>
    </message>
    <message>
        <source>{path} is a Python pickle, but not one that PyTorch wrote.</source>
        <translation>{path} 是 Python pickle，但不是 PyTorch 写的。</translation>
    </message>
    <message>
        <source>{path} is a zip archive, but not one that PyTorch wrote.</source>
        <translation>{path} 是 zip 压缩包，但不是 PyTorch 写的。</translation>
    </message>
    <message>
        <source>{path} was written by a PyTorch or on a machine that is not supported.</source>
        <translation>{path} 由不受支持的 PyTorch 或机器写成。</translation>
    </message>
    <message>
        <source>{path} was written on a big-endian machine, which is not read.</source>
        <translation>{path} 在大端机器上写成，无法读取。</translation>
    </message>
    <message>
        <source>{path} cannot be read as a model&apos;s configuration ({error}).</source>
        <translation>无法将 {path} 作为模型配置读取（{error}）。</translation>
    </message>
    <message>
        <source>{name} has format {found}; this version reads {format}.</source>
        <translation>{name} 的格式是 {found}；此版本读取 {format}。</translation>
    </message>
    <message>
        <source>{name} describes another architecture than that of the weights beside it.</source>
        <translation>{name} 描述的架构与旁边的权重不同。</translation>
    </message>
    <message>
        <source>The description that the weights carry of themselves is damaged.</source>
        <translation>权重自带的描述已损坏。</translation>
    </message>
    <message>
        <source>The folder {folder} holds {what}.</source>
        <translation>文件夹 {folder} 中有 {what}。</translation>
    </message>
    <message>
        <source>The folder {folder} has a config.json but no {names}.</source>
        <translation>文件夹 {folder} 有 config.json，但没有 {names}。</translation>
    </message>
    <message>
        <source>The model in {folder} names {name}, which is not a file of its folder.</source>
        <translation>{folder} 中的模型提到 {name}，但它不是该文件夹中的文件。</translation>
    </message>
    <message>
        <source>The model in {folder} is incomplete: {name} is missing.</source>
        <translation>{folder} 中的模型不完整：缺少 {name}。</translation>
    </message>
    <message>
        <source>The model cannot be used: {detail}.</source>
        <translation>无法使用模型：{detail}。</translation>
    </message>
    <message>
        <source>The model is not written: its tensor {name} holds values that are NaN or infinite.</source>
        <translation>未写入模型：其张量 {name} 含有 NaN 或无穷值。</translation>
    </message>
    <message>
        <source>These are not the tensors of a CLIP model (they begin with {names}).</source>
        <translation>这些不是 CLIP 模型的张量（它们以 {names} 开头）。</translation>
    </message>
    <message>
        <source>The tensor {name} is missing, so this is not a whole CLIP model.</source>
        <translation>缺少张量 {name}，因此这不是完整的 CLIP 模型。</translation>
    </message>
    <message>
        <source>The tensor {name} holds values that are NaN or infinite.</source>
        <translation>张量 {name} 含有 NaN 或无穷值。</translation>
    </message>
    <message>
        <source>The tensor {name} holds {kind} instead of floating-point numbers.</source>
        <translation>张量 {name} 中是 {kind}，而不是浮点数。</translation>
    </message>
    <message>
        <source>The tensor {name} of {path} is damaged: its checksum does not match.</source>
        <translation>{path} 的张量 {name} 已损坏：校验和不符。</translation>
    </message>
    <message>
        <source>The tensor {name} has an impossible shape; the file is damaged.</source>
        <translation>张量 {name} 的形状不可能存在；文件已损坏。</translation>
    </message>
    <message>
        <source>The tensor {name} has {count} dimensions; the file is damaged.</source>
        <translation>张量 {name} 有 {count} 维；文件已损坏。</translation>
    </message>
    <message>
        <source>The tensor {name} has {count} patch positions, which form no square grid.</source>
        <translation>张量 {name} 有 {count} 个图块位置，构不成方形网格。</translation>
    </message>
    <message>
        <source>The tensor {name} has shape {shape}; {count} dimensions were expected.</source>
        <translation>张量 {name} 的形状是 {shape}；应有 {count} 维。</translation>
    </message>
    <message>
        <source>The tensor {name} says it has shape {shape}, {bytes} bytes, but the file holds {held} bytes for it. The file is damaged or incomplete.</source>
        <translation>张量 {name} 声称形状为 {shape}、{bytes} 字节，而文件中只有 {held} 字节。文件已损坏或不完整。</translation>
    </message>
    <message>
        <source>The tensor logit_scale is {scale}; it is a logarithm and cannot be so large.</source>
        <translation>张量 logit_scale 是 {scale}；它是对数，不可能这么大。</translation>
    </message>
    <message>
        <source>The activation {name} does not exist; there are {names}.</source>
        <translation>激活函数 {name} 不存在；有 {names}。</translation>
    </message>
    <message>
        <source>The architecture has {field}, a feature that this version does not run.</source>
        <translation>此架构有 {field}，这一特性此版本无法运行。</translation>
    </message>
    <message>
        <source>The architecture has {field} = {value}, which this version does not run.</source>
        <translation>此架构有 {field} = {value}，此版本无法运行。</translation>
    </message>
    <message>
        <source>The towers&apos; hidden_act is {names}; one of gelu and quick_gelu is supported.</source>
        <translation>各塔的 hidden_act 是 {names}；只支持 gelu 和 quick_gelu 之一。</translation>
    </message>
    <message>
        <source>text_config.eos_token_id is {value}; only CLIP&apos;s own, the vocabulary&apos;s last, is supported.</source>
        <translation>text_config.eos_token_id 是 {value}；只支持 CLIP 自己的，即词表的最后一个。</translation>
    </message>
    <message>
        <source>{field} is {value}; only {supported} is supported.</source>
        <translation>{field} 是 {value}；只支持 {supported}。</translation>
    </message>
    <message>
        <source>The preprocessing asks for Pillow&apos;s filter {value}; bicubic is used instead.</source>
        <translation>预处理要求 Pillow 的滤波器 {value}；改用 bicubic。</translation>
    </message>
    <message>
        <source>The preprocessing asks for {name} {value}; {default} is used instead.</source>
        <translation>预处理要求 {name} {value}；改用 {default}。</translation>
    </message>
    <message>
        <source>The preprocessing&apos;s {name} is {asked}; the tower&apos;s own {size} px are used instead.</source>
        <translation>预处理的 {name} 是 {asked}；改用塔自身的 {size} 像素。</translation>
    </message>
    <message>
        <source>The model&apos;s {field} is {value}; it must be one of {names}.</source>
        <translation>模型的 {field} 是 {value}；必须是其中之一：{names}。</translation>
    </message>
    <message>
        <source>The model&apos;s {field} is {value}; it must lie between {low} and {high}.</source>
        <translation>模型的 {field} 是 {value}；必须在 {low} 和 {high} 之间。</translation>
    </message>
    <message>
        <source>The model&apos;s {field} is {value}; it must be a whole number above 0.</source>
        <translation>模型的 {field} 是 {value}；必须是大于 0 的整数。</translation>
    </message>
    <message>
        <source>The model&apos;s {field} must be an object, not {kind}.</source>
        <translation>模型的 {field} 必须是对象，而不是 {kind}。</translation>
    </message>
    <message>
        <source>The model&apos;s {field} must be true or false.</source>
        <translation>模型的 {field} 必须是 true 或 false。</translation>
    </message>
    <message>
        <source>The model&apos;s {field} must hold {count} numbers.</source>
        <translation>模型的 {field} 必须含有 {count} 个数。</translation>
    </message>
    <message>
        <source>The model&apos;s {field} must be above 0.</source>
        <translation>模型的 {field} 必须大于 0。</translation>
    </message>
    <message>
        <source>The model&apos;s {field} has the wrong type: {value}.</source>
        <translation>模型的 {field} 类型不对：{value}。</translation>
    </message>
    <message>
        <source>The model&apos;s {field} has fields that this version does not know: {names}.</source>
        <translation>模型的 {field} 含有此版本不认识的字段：{names}。</translation>
    </message>
    <message>
        <source>The model&apos;s {field} is missing or not an object.</source>
        <translation>模型的 {field} 缺失或不是对象。</translation>
    </message>
    <message>
        <source>A ViT&apos;s layers must be one number.</source>
        <translation>ViT 的层数必须是一个数。</translation>
    </message>
    <message>
        <source>A ResNet&apos;s layers must be four numbers.</source>
        <translation>ResNet 的层数必须是四个数。</translation>
    </message>
    <message>
        <source>A conv stem&apos;s patch size must be a power of two, not {size}.</source>
        <translation>卷积干的图块大小必须是 2 的幂，而不是 {size}。</translation>
    </message>
    <message>
        <source>Patches of {size} px do not fit an input of {input} px.</source>
        <translation>{size} 像素的图块与 {input} 像素的输入不匹配。</translation>
    </message>
    <message>
        <source>The {part} width {width} cannot be split into {heads} heads.</source>
        <translation>{part} 的宽度 {width} 无法分成 {heads} 个头。</translation>
    </message>
    <message>
        <source>A context of {length} tokens is too short: it must hold at least 2.</source>
        <translation>{length} 个词元的上下文太短：至少要能放 2 个。</translation>
    </message>
    <message>
        <source>{number} is not a token id: ids run from 0 to {last}.</source>
        <translation>{number} 不是词元编号：编号从 0 到 {last}。</translation>
    </message>
    <message>
        <source>CLIP&apos;s vocabulary comes with open_clip, which is not installed: pip install open_clip_torch.</source>
        <translation>CLIP 的词表随 open_clip 提供，而它尚未安装：pip install open_clip_torch。</translation>
    </message>
    <message>
        <source>CLIP&apos;s vocabulary {path} is incomplete. Reinstall open_clip.</source>
        <translation>CLIP 的词表 {path} 不完整。请重新安装 open_clip。</translation>
    </message>
    <message>
        <source>CLIP&apos;s vocabulary {path} is damaged. Reinstall open_clip.</source>
        <translation>CLIP 的词表 {path} 已损坏。请重新安装 open_clip。</translation>
    </message>
    <message>
        <source>CLIP&apos;s vocabulary {path} cannot be read ({error}). Reinstall open_clip.</source>
        <translation>无法读取 CLIP 的词表 {path}（{error}）。请重新安装 open_clip。</translation>
    </message>
    <message>
        <source>No picture has a name of this pattern.</source>
        <translation>没有图片的名称符合此模式。</translation>
    </message>
    <message>
        <source>There can be no file of this name.</source>
        <translation>不可能存在此名称的文件。</translation>
    </message>
    <message>
        <source>There can be no file of this name: it is too long.</source>
        <translation>不可能存在此名称的文件：名称太长。</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>没有这个文件。</translation>
    </message>
    <message>
        <source>The file cannot be read ({reason}).</source>
        <translation>无法读取文件（{reason}）。</translation>
    </message>
    <message>
        <source>The file is larger than {size} MB.</source>
        <translation>文件大于 {size} MB。</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>文件是空的。</translation>
    </message>
    <message>
        <source>This is {what}, not a file.</source>
        <translation>这是{what}，不是文件。</translation>
    </message>
    <message>
        <source>This is a folder, not a file.</source>
        <translation>这是文件夹，不是文件。</translation>
    </message>
    <message>
        <source>This is a socket or a device, not a file.</source>
        <translation>这是套接字或设备，不是文件。</translation>
    </message>
    <message>
        <source>This is not a file.</source>
        <translation>这不是文件。</translation>
    </message>
    <message>
        <source>This link leads round in a circle.</source>
        <translation>此链接绕成了一圈。</translation>
    </message>
    <message>
        <source>You are not allowed to read this.</source>
        <translation>您没有读取它的权限。</translation>
    </message>
    <message>
        <source>There is not enough memory to read this file.</source>
        <translation>内存不足，无法读取此文件。</translation>
    </message>
    <message>
        <source>There is not enough memory to read this picture.</source>
        <translation>内存不足，无法读取此图片。</translation>
    </message>
    <message>
        <source>There is not enough memory to decode this picture.</source>
        <translation>内存不足，无法解码此图片。</translation>
    </message>
    <message>
        <source>The picture has {width} × {height} pixels, more than fit the limits on memory and time.</source>
        <translation>图片有 {width} × {height} 像素，超出了内存和时间的限制。</translation>
    </message>
    <message>
        <source>The picture has more pixels than clipdesk can hold in memory.</source>
        <translation>图片的像素多得 clipdesk 的内存放不下。</translation>
    </message>
    <message>
        <source>The picture has more samples than fit the limits on memory.</source>
        <translation>图片的采样数超出了内存限制。</translation>
    </message>
    <message>
        <source>The picture is stored in {count} passes, which would take too long.</source>
        <translation>图片分 {count} 遍存储，读取耗时太长。</translation>
    </message>
    <message>
        <source>Decoding this picture made clipdesk end unexpectedly, so it is left out.</source>
        <translation>解码此图片使 clipdesk 意外终止，因此已略过它。</translation>
    </message>
    <message>
        <source>The picture is damaged or cut short.</source>
        <translation>图片已损坏或不完整。</translation>
    </message>
    <message>
        <source>The file claims {width} × {height} pixels but has only {bytes} bytes.</source>
        <translation>文件声称有 {width} × {height} 像素，却只有 {bytes} 字节。</translation>
    </message>
    <message>
        <source>The file {reason}.</source>
        <translation>文件{reason}。</translation>
    </message>
    <message>
        <source>This is a HEIC picture; save it as JPEG or PNG first.</source>
        <translation>这是 HEIC 图片；请先另存为 JPEG 或 PNG。</translation>
    </message>
    <message>
        <source>The picture uses a feature that clipdesk cannot read ({error}).</source>
        <translation>图片使用了 clipdesk 无法读取的特性（{error}）。</translation>
    </message>
    <message>
        <source>The picture&apos;s colours are {mode}, which clipdesk cannot read.</source>
        <translation>图片的颜色是 {mode}，clipdesk 无法读取。</translation>
    </message>
    <message>
        <source>This is not a picture that clipdesk reads (JPEG, PNG, WebP, TIFF, AVIF, GIF, BMP, …).</source>
        <translation>这不是 clipdesk 能读取的图片（JPEG、PNG、WebP、TIFF、AVIF、GIF、BMP 等）。</translation>
    </message>
    <message>
        <source>This is {what}, not a picture that clipdesk reads (JPEG, PNG, WebP, TIFF, AVIF, GIF, BMP, …).</source>
        <translation>这是{what}，不是 clipdesk 能读取的图片（JPEG、PNG、WebP、TIFF、AVIF、GIF、BMP 等）。</translation>
    </message>
    <message>
        <source>The row names no file.</source>
        <translation>这一行没有给出文件。</translation>
    </message>
    <message>
        <source>Line {line} of {name} gives no {column}.</source>
        <translation>{name} 的第 {line} 行没有给出 {column}。</translation>
    </message>
    <message>
        <source>It was verified as having {what}.</source>
        <translation>它被核实为{what}。</translation>
    </message>
    <message>
        <source>The verified picture is not where it was.</source>
        <translation>已核实的图片不在原处。</translation>
    </message>
    <message>
        <source>a folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>a pipe</source>
        <translation>管道</translation>
    </message>
    <message>
        <source>a socket</source>
        <translation>套接字</translation>
    </message>
    <message>
        <source>a device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>PostScript</source>
        <translation>PostScript 文件</translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation>PDF 文档</translation>
    </message>
    <message>
        <source>a Photoshop file</source>
        <translation>Photoshop 文件</translation>
    </message>
    <message>
        <source>an SVG drawing</source>
        <translation>SVG 图形</translation>
    </message>
    <message>
        <source>a web page or XML file</source>
        <translation>网页或 XML 文件</translation>
    </message>
    <message>
        <source>a zip archive</source>
        <translation>zip 压缩包</translation>
    </message>
    <message>
        <source>an icon</source>
        <translation>图标</translation>
    </message>
    <message>
        <source>a sound or film</source>
        <translation>声音或影片</translation>
    </message>
    <message>
        <source>a sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>a film</source>
        <translation>影片</translation>
    </message>
    <message>
        <source>input/output error</source>
        <translation>输入输出错误</translation>
    </message>
    <message>
        <source>has too many tags</source>
        <translation>的标签太多</translation>
    </message>
    <message>
        <source>has tags that share the same bytes over and over</source>
        <translation>有反复使用同一段字节的标签</translation>
    </message>
    <message>
        <source>holds no picture data</source>
        <translation>不含图片数据</translation>
    </message>
    <message>
        <source>ends before its picture data</source>
        <translation>在图片数据之前就结束了</translation>
    </message>
    <message>
        <source>is made of too many parts</source>
        <translation>由太多部分组成</translation>
    </message>
    <message>
        <source>{path} holds no labels.</source>
        <translation>{path} 中没有标签。</translation>
    </message>
    <message>
        <source>There are no labels. Name them with commas between: &quot;cat, dog&quot;.</source>
        <translation>没有标签。请用逗号分隔写出，例如“cat, dog”。</translation>
    </message>
    <message>
        <source>Alike but for capital letters, which the model does not see: {names}.</source>
        <translation>除大小写外相同，而模型不区分大小写：{names}。</translation>
    </message>
    <message>
        <source>Named more than once, kept once: {names}.</source>
        <translation>出现不止一次，只保留一次：{names}。</translation>
    </message>
    <message>
        <source>{path} must hold one list of texts, like [&quot;cat&quot;, &quot;dog&quot;].</source>
        <translation>{path} 中必须是一个文本列表，例如 [&quot;cat&quot;, &quot;dog&quot;]。</translation>
    </message>
    <message>
        <source>The labels cannot be read ({error}).</source>
        <translation>无法读取标签（{error}）。</translation>
    </message>
    <message>
        <source>{source}: the label {label} holds a character that is not text.</source>
        <translation>{source}：标签 {label} 含有不是文本的字符。</translation>
    </message>
    <message>
        <source>{path} is not valid JSON ({error}).</source>
        <translation>{path} 不是有效的 JSON（{error}）。</translation>
    </message>
    <message>
        <source>{path}: line {line} holds a NUL character. Save the file as plain UTF-8 text.</source>
        <translation>{path}：第 {line} 行含有 NUL 字符。请将文件存为纯 UTF-8 文本。</translation>
    </message>
    <message>
        <source>{path}: line {line} is not {encoding} text. Save the file as UTF-8.</source>
        <translation>{path}：第 {line} 行不是 {encoding} 文本。请将文件存为 UTF-8。</translation>
    </message>
    <message>
        <source>{path}: line {line} is not valid CSV ({error}).</source>
        <translation>{path}：第 {line} 行不是有效的 CSV（{error}）。</translation>
    </message>
    <message>
        <source>{path}: line {line} is not valid JSON ({error}).</source>
        <translation>{path}：第 {line} 行不是有效的 JSON（{error}）。</translation>
    </message>
    <message>
        <source>{path}: line {line} must be an object with {key} and {column}.</source>
        <translation>{path}：第 {line} 行必须是含有 {key} 和 {column} 的对象。</translation>
    </message>
    <message>
        <source>{path}: line {line}: {key} and {column} must be texts.</source>
        <translation>{path}：第 {line} 行：{key} 和 {column} 必须是文本。</translation>
    </message>
    <message>
        <source>{path} is a folder; captions come in a CSV or JSONL file with filepath and caption.</source>
        <translation>{path} 是文件夹；图片说明应放在含有 filepath 和 caption 的 CSV 或 JSONL 文件中。</translation>
    </message>
    <message>
        <source>{path} holds no folders with pictures; each class needs a folder of its name.</source>
        <translation>{path} 中没有含图片的文件夹；每个类别需要一个以其命名的文件夹。</translation>
    </message>
    <message>
        <source>{path} names no picture that is there.{more}</source>
        <translation>{path} 没有给出任何存在的图片。{more}</translation>
    </message>
    <message>
        <source>There is no {missing} in {where}, which has: {columns}.</source>
        <translation>{where} 中没有 {missing}，只有：{columns}。</translation>
    </message>
    <message>
        <source>{path}: {sentence}</source>
        <translation>{path}：{sentence}</translation>
    </message>
    <message>
        <source>Direct contributions</source>
        <translation>直接贡献</translation>
    </message>
    <message>
        <source>Sharp</source>
        <translation>锐利</translation>
    </message>
    <message>
        <source>LeGrad</source>
        <translation>LeGrad</translation>
    </message>
    <message>
        <source>Generic attention</source>
        <translation>通用注意力</translation>
    </message>
    <message>
        <source>Grad-CAM</source>
        <translation>Grad-CAM</translation>
    </message>
    <message>
        <source>Attention rollout</source>
        <translation>注意力展开</translation>
    </message>
    <message>
        <source>Raw attention</source>
        <translation>原始注意力</translation>
    </message>
    <message>
        <source>What each patch adds by itself to the label&apos;s score, beyond the mean of the labels, through attention (Gandelsman 2024).</source>
        <translation>每个图块自身通过注意力为标签得分贡献了多少，以各标签的平均为准（Gandelsman 2024）。</translation>
    </message>
    <message>
        <source>Where the direct contributions and LeGrad agree, spread over patches that belong together.</source>
        <translation>直接贡献与 LeGrad 一致之处，再分摊到彼此相属的图块。</translation>
    </message>
    <message>
        <source>How the label&apos;s score of the mean token would rise with each attention of the last four layers (Bousselham 2024).</source>
        <translation>平均词元的标签得分会随最后四层的每个注意力上升多少（Bousselham 2024）。</translation>
    </message>
    <message>
        <source>Attention weighted by its gradient and followed through all layers, so that indirect effects count too (Chefer 2021).</source>
        <translation>按梯度加权、贯穿所有层的注意力，因此间接影响也计算在内（Chefer 2021）。</translation>
    </message>
    <message>
        <source>The last layer&apos;s features, each weighted by its mean effect on the label&apos;s score (Selvaraju 2017).</source>
        <translation>最后一层的特征，各按其对标签得分的平均影响加权（Selvaraju 2017）。</translation>
    </message>
    <message>
        <source>Attention followed through all layers; it does not depend on the label (Abnar 2020).</source>
        <translation>贯穿所有层的注意力；与标签无关（Abnar 2020）。</translation>
    </message>
    <message>
        <source>Where the last attention looks, a mean over its heads; it does not depend on the label.</source>
        <translation>最后一层注意力所看之处，对各头取平均；与标签无关。</translation>
    </message>
    <message>
        <source>There are no labels yet.</source>
        <translation>还没有标签。</translation>
    </message>
    <message>
        <source>There is no prompt template.</source>
        <translation>没有提示词模板。</translation>
    </message>
    <message>
        <source>The template {template} has no {place} where the label goes.</source>
        <translation>模板 {template} 中没有放标签的 {place}。</translation>
    </message>
    <message>
        <source>This label has no name.</source>
        <translation>此标签没有名称。</translation>
    </message>
    <message>
        <source>A prompt of {label} is empty.</source>
        <translation>{label} 的一条提示词是空的。</translation>
    </message>
    <message>
        <source>Every prompt of {label} is switched off.</source>
        <translation>{label} 的所有提示词都已关闭。</translation>
    </message>
    <message>
        <source>The label {label} is there more than once.</source>
        <translation>标签 {label} 出现不止一次。</translation>
    </message>
    <message>
        <source>{label} has the prompt {prompt}, which {earlier} has too.</source>
        <translation>{label} 的提示词 {prompt} 也属于 {earlier}。</translation>
    </message>
    <message>
        <source>To this model {label} means almost the same as {other} (cosine {cosine}). Word one of them differently.</source>
        <translation>对此模型而言，{label} 与 {other} 的意思几乎相同（余弦 {cosine}）。请换一种说法表述其中之一。</translation>
    </message>
    <message>
        <source>There are no labels to sort into. Give at least one.</source>
        <translation>没有可用于分类的标签。请至少给出一个。</translation>
    </message>
    <message>
        <source>There is no prompt template. Give at least one, such as &apos;a photo of a {{}}.&apos;.</source>
        <translation>没有提示词模板。请至少给出一个，例如 &apos;a photo of a {{}}.&apos;。</translation>
    </message>
    <message>
        <source>There is no template set called {name}. Choose one of {names}.</source>
        <translation>没有名为 {name} 的模板集。请选择其中之一：{names}。</translation>
    </message>
    <message>
        <source>There is no mode called {name}. Choose single or multi.</source>
        <translation>没有名为 {name} 的模式。请选择 single 或 multi。</translation>
    </message>
    <message>
        <source>A label is empty. Give every label a name.</source>
        <translation>有一个标签是空的。请给每个标签起名。</translation>
    </message>
    <message>
        <source>The label {label} is given more than once.</source>
        <translation>标签 {label} 给出了不止一次。</translation>
    </message>
    <message>
        <source>A prompt of the label {label} has a weight below 0 or without end.</source>
        <translation>标签 {label} 的一条提示词的权重小于 0 或为无穷。</translation>
    </message>
    <message>
        <source>Every prompt of the label {label} is switched off. Switch one on.</source>
        <translation>标签 {label} 的所有提示词都已关闭。请打开一条。</translation>
    </message>
    <message>
        <source>A label needs a name.</source>
        <translation>标签需要名称。</translation>
    </message>
    <message>
        <source>There is a label {label} already.</source>
        <translation>已有标签 {label}。</translation>
    </message>
    <message>
        <source>A prompt set needs a name.</source>
        <translation>提示词集需要名称。</translation>
    </message>
    <message>
        <source>There is a prompt set {name} already.</source>
        <translation>已有提示词集 {name}。</translation>
    </message>
    <message>
        <source>This is the only prompt set. Make another one first.</source>
        <translation>这是唯一的提示词集。请先另建一个。</translation>
    </message>
    <message>
        <source>{source} must hold a list of labels, like [&quot;cat&quot;, &quot;dog&quot;], or an object of them.</source>
        <translation>{source} 中必须是标签列表（例如 [&quot;cat&quot;, &quot;dog&quot;]）或由标签组成的对象。</translation>
    </message>
    <message>
        <source>{source} was written by a newer version of clipdesk. Update clipdesk to open it.</source>
        <translation>{source} 由更新版本的 clipdesk 写成。请更新 clipdesk 后再打开。</translation>
    </message>
    <message>
        <source>{source} was written by a newer version of clipdesk. Update clipdesk first.</source>
        <translation>{source} 由更新版本的 clipdesk 写成。请先更新 clipdesk。</translation>
    </message>
    <message>
        <source>{source} holds no list of labels.</source>
        <translation>{source} 中没有标签列表。</translation>
    </message>
    <message>
        <source>{source}: each label must be an object with its name and prompts.</source>
        <translation>{source}：每个标签必须是含有名称和提示词的对象。</translation>
    </message>
    <message>
        <source>{source}: the prompts of {label} must be a list of objects with text and weight.</source>
        <translation>{source}：{label} 的提示词必须是含有文本和权重的对象列表。</translation>
    </message>
    <message>
        <source>{source}: {what} must be a list of texts.</source>
        <translation>{source}：{what} 必须是文本列表。</translation>
    </message>
    <message>
        <source>{source}: {what} is not a text.</source>
        <translation>{source}：{what} 不是文本。</translation>
    </message>
    <message>
        <source>{source}: {what} holds a character that is not text ({text}).</source>
        <translation>{source}：{what} 含有不是文本的字符（{text}）。</translation>
    </message>
    <message>
        <source>{source}: a prompt of {label} has the weight {weight}; give a number from 0 up.</source>
        <translation>{source}：{label} 的一条提示词的权重是 {weight}；请给出不小于 0 的数。</translation>
    </message>
    <message>
        <source>{where} names no label.</source>
        <translation>{where} 没有给出标签。</translation>
    </message>
    <message>
        <source>Line {line} of {name} says the same as an earlier one; kept once.</source>
        <translation>{name} 的第 {line} 行与前面的一行相同；只保留一次。</translation>
    </message>
    <message>
        <source>{folder} holds a project already. Open it, or choose another folder.</source>
        <translation>{folder} 中已有项目。请打开它，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>{folder} cannot be made ({reason}).</source>
        <translation>无法创建 {folder}（{reason}）。</translation>
    </message>
    <message>
        <source>{folder} is not a clipdesk project: it holds no {name}.</source>
        <translation>{folder} 不是 clipdesk 项目：其中没有 {name}。</translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}).</source>
        <translation>无法读取 {path}（{reason}）。</translation>
    </message>
    <message>
        <source>The project {folder} cannot be opened: {what}, and there is no good backup.</source>
        <translation>无法打开项目 {folder}：{what}，而且没有完好的备份。</translation>
    </message>
    <message>
        <source>{what}. The backup {name} was opened instead.</source>
        <translation>{what}。已改为打开备份 {name}。</translation>
    </message>
    <message>
        <source>{name} is missing</source>
        <translation>缺少 {name}</translation>
    </message>
    <message>
        <source>{name} is damaged ({error})</source>
        <translation>{name} 已损坏（{error}）</translation>
    </message>
    <message>
        <source>it is too large</source>
        <translation>太大</translation>
    </message>
    <message>
        <source>it is not JSON</source>
        <translation>不是 JSON</translation>
    </message>
    <message>
        <source>it is not a project</source>
        <translation>不是项目</translation>
    </message>
    <message>
        <source>The project cannot be saved: {error}</source>
        <translation>无法保存项目：{error}</translation>
    </message>
    <message>
        <source>The project was saved, but its backup cannot be written: {error}</source>
        <translation>项目已保存，但无法写入备份：{error}</translation>
    </message>
    <message>
        <source>The verified labels were damaged, and there is no backup. They were moved to {name}.</source>
        <translation>已核实的标签已损坏，且没有备份。它们已移到 {name}。</translation>
    </message>
    <message>
        <source>The verified labels were damaged or lost. The backup {name} was put back.</source>
        <translation>已核实的标签已损坏或丢失。已恢复备份 {name}。</translation>
    </message>
    <message>
        <source>The verified labels in {path} cannot be used ({error}).</source>
        <translation>无法使用 {path} 中已核实的标签（{error}）。</translation>
    </message>
    <message>
        <source>The marks cannot be backed up to {path} ({error}).</source>
        <translation>无法将核实记录备份到 {path}（{error}）。</translation>
    </message>
    <message>
        <source>{path} is damaged and cannot be moved aside ({reason}).</source>
        <translation>{path} 已损坏，且无法移开（{reason}）。</translation>
    </message>
    <message>
        <source>The project {name} has no verified pictures that are there. Verify some first.</source>
        <translation>项目 {name} 中没有仍存在的已核实图片。请先核实一些。</translation>
    </message>
    <message>
        <source>The embedding cache was damaged. It was moved to {path} and a new one was started.</source>
        <translation>嵌入缓存已损坏。已将其移到 {path} 并新建了一个。</translation>
    </message>
    <message>
        <source>The embedding cache {path} cannot be written ({error}); what this run computes is not remembered.</source>
        <translation>无法写入嵌入缓存 {path}（{error}）；本次计算的结果不会被记住。</translation>
    </message>
    <message>
        <source>The embedding cache {path} was written by a newer version of clipdesk; this run goes on without it.</source>
        <translation>嵌入缓存 {path} 由更新版本的 clipdesk 写成；本次运行不使用它。</translation>
    </message>
    <message>
        <source>The embedding cache {path} cannot be used ({error}); this run goes on without it.</source>
        <translation>无法使用嵌入缓存 {path}（{error}）；本次运行不使用它。</translation>
    </message>
    <message>
        <source>The embedding cache {path} is damaged and cannot be replaced ({error}); this run goes on without it.</source>
        <translation>嵌入缓存 {path} 已损坏且无法替换（{error}）；本次运行不使用它。</translation>
    </message>
    <message>
        <source>The settings file {path} must hold one object of texts. Mend or delete it.</source>
        <translation>设置文件 {path} 中必须是一个文本对象。请修好或删除它。</translation>
    </message>
    <message>
        <source>The settings file {path} cannot be read ({error}). Mend or delete it.</source>
        <translation>无法读取设置文件 {path}（{error}）。请修好或删除它。</translation>
    </message>
    <message>
        <source>The settings file {path} is not valid JSON ({error}). Mend or delete it.</source>
        <translation>设置文件 {path} 不是有效的 JSON（{error}）。请修好或删除它。</translation>
    </message>
    <message>
        <source>The settings cannot be saved to {path} ({reason}).</source>
        <translation>无法将设置保存到 {path}（{reason}）。</translation>
    </message>
    <message>
        <source>Embeddings are written as {endings}, not as {ending}.</source>
        <translation>嵌入写为 {endings}，而不是 {ending}。</translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}).</source>
        <translation>无法写入 {path}（{reason}）。</translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}). Choose another place.</source>
        <translation>无法写入 {path}（{reason}）。请选择其他位置。</translation>
    </message>
    <message>
        <source>{path} cannot be written. Choose another folder, and the ending .png.</source>
        <translation>无法写入 {path}。请选择其他文件夹，并以 .png 结尾。</translation>
    </message>
    <message>
        <source>The picture cannot be saved as {path}.</source>
        <translation>无法将图片保存为 {path}。</translation>
    </message>
    <message>
        <source>The picture on the clipboard cannot be written as a PNG file.</source>
        <translation>无法将剪贴板上的图片写成 PNG 文件。</translation>
    </message>
    <message>
        <source>{path} stores its keywords in a way that clipdesk does not know. It was left as it is.</source>
        <translation>{path} 以 clipdesk 不认识的方式存储关键词。文件保持原样。</translation>
    </message>
    <message>
        <source>{path} holds a document type definition, which XMP never has. It was left as it is.</source>
        <translation>{path} 含有 XMP 从不使用的文档类型定义。文件保持原样。</translation>
    </message>
    <message>
        <source>{path} is not an XMP file. It was left as it is.</source>
        <translation>{path} 不是 XMP 文件。文件保持原样。</translation>
    </message>
    <message>
        <source>{path}: {error} It was left as it is.</source>
        <translation>{path}：{error} 文件保持原样。</translation>
    </message>
    <message>
        <source>{path} is written in {encoding}; clipdesk edits UTF-8 only. It was left as it is.</source>
        <translation>{path} 以 {encoding} 编码；clipdesk 只编辑 UTF-8。文件保持原样。</translation>
    </message>
    <message>
        <source>{path} is damaged ({error}). It was left as it is.</source>
        <translation>{path} 已损坏（{error}）。文件保持原样。</translation>
    </message>
    <message>
        <source>Pictures can be filed by {actions}; there is no action called {action}.</source>
        <translation>图片可按 {actions} 归档；没有名为 {action} 的操作。</translation>
    </message>
    <message>
        <source>{folder} is not a folder. Choose a folder to file the pictures in.</source>
        <translation>{folder} 不是文件夹。请选择用来归档图片的文件夹。</translation>
    </message>
    <message>
        <source>The folder of the label {label} is called {name}.</source>
        <translation>标签 {label} 的文件夹名为 {name}。</translation>
    </message>
    <message>
        <source>{source} is left out: {fault}</source>
        <translation>已略过 {source}：{fault}</translation>
    </message>
    <message>
        <source>{source} is left out: {there} has the same content.</source>
        <translation>已略过 {source}：{there} 的内容相同。</translation>
    </message>
    <message>
        <source>{source} is left out: {there} has the same content; it stays where it is.</source>
        <translation>已略过 {source}：{there} 的内容相同；它留在原处。</translation>
    </message>
    <message>
        <source>{source} is a link; its picture is copied and the link stays where it is.</source>
        <translation>{source} 是链接；复制其图片，链接留在原处。</translation>
    </message>
    <message>
        <source>{source} is in its folder already.</source>
        <translation>{source} 已在其文件夹中。</translation>
    </message>
    <message>
        <source>{source} becomes {folder}/{target}: the name {name} is taken there.</source>
        <translation>{source} 将成为 {folder}/{target}：那里已有名称 {name}。</translation>
    </message>
    <message>
        <source>A file of that name has appeared there meanwhile. Plan again.</source>
        <translation>其间那里出现了同名文件。请重新规划。</translation>
    </message>
    <message>
        <source>The file was changed while it was copied. Plan again.</source>
        <translation>文件在复制时被更改。请重新规划。</translation>
    </message>
    <message>
        <source>You are not allowed to do this here.</source>
        <translation>您没有在此处这样做的权限。</translation>
    </message>
    <message>
        <source>The system refused ({reason}).</source>
        <translation>系统拒绝了（{reason}）。</translation>
    </message>
    <message>
        <source>Something else is there by now, and stays.</source>
        <translation>那里现在是别的文件，予以保留。</translation>
    </message>
    <message>
        <source>The copy was changed since, and stays.</source>
        <translation>副本此后被更改，予以保留。</translation>
    </message>
    <message>
        <source>The picture that it was copied from is gone, so the copy stays.</source>
        <translation>原图片已不在，因此保留副本。</translation>
    </message>
    <message>
        <source>The picture that it was copied from was changed since, so the copy stays.</source>
        <translation>原图片此后被更改，因此保留副本。</translation>
    </message>
    <message>
        <source>The moved picture is not there any more.</source>
        <translation>移动过的图片已不在那里。</translation>
    </message>
    <message>
        <source>The moved picture was changed since, and stays.</source>
        <translation>移动过的图片此后被更改，予以保留。</translation>
    </message>
    <message>
        <source>Something else is at {source} by now, so the picture stays.</source>
        <translation>{source} 处现在是别的文件，因此图片留在原处。</translation>
    </message>
    <message>
        <source>It is another link by now, and stays.</source>
        <translation>现在是另一个链接，予以保留。</translation>
    </message>
    <message>
        <source>It is not a link any more, and stays.</source>
        <translation>它不再是链接，予以保留。</translation>
    </message>
    <message>
        <source>The journal {path} cannot be written ({reason}), so nothing more is filed.</source>
        <translation>无法写入日志 {path}（{reason}），因此不再归档。</translation>
    </message>
    <message>
        <source>The journal {path} cannot be read ({reason}).</source>
        <translation>无法读取日志 {path}（{reason}）。</translation>
    </message>
    <message>
        <source>{path} is too large to be a journal of filed pictures.</source>
        <translation>{path} 太大，不可能是归档图片的日志。</translation>
    </message>
    <message>
        <source>{path} is not a journal of filed pictures.</source>
        <translation>{path} 不是归档图片的日志。</translation>
    </message>
    <message>
        <source>This picture has not been read yet, so nothing can be compared with it.</source>
        <translation>此图片尚未读取，因此无法与之比较。</translation>
    </message>
    <message>
        <source>There is not enough memory for one picture or text at a time ({error}). Close other programs, or choose a smaller model.</source>
        <translation>内存连一张图片或一条文本都放不下（{error}）。请关闭其他程序，或选择更小的模型。</translation>
    </message>
    <message>
        <source>There is not enough memory. Close other programs, or choose a smaller model.</source>
        <translation>内存不足。请关闭其他程序，或选择更小的模型。</translation>
    </message>
    <message>
        <source>Something unexpected went wrong ({what}).</source>
        <translation>发生了意外错误（{what}）。</translation>
    </message>
    <message>
        <source>Labels must be a list of texts, not one text.</source>
        <translation>标签必须是文本列表，而不是一条文本。</translation>
    </message>
    <message>
        <source>The number of labels to show for a picture (top-k) must be at least 1.</source>
        <translation>每张图片显示的标签数（top-k）至少为 1。</translation>
    </message>
    <message>
        <source>The reject threshold is a probability: it must lie between 0 and 1.</source>
        <translation>拒绝阈值是概率：必须在 0 和 1 之间。</translation>
    </message>
    <message>
        <source>The batch size must be at least 1, or auto.</source>
        <translation>批大小至少为 1，或为 auto。</translation>
    </message>
    <message>
        <source>The accuracy to reach must lie between 0 and 1.</source>
        <translation>要达到的准确率必须在 0 和 1 之间。</translation>
    </message>
    <message>
        <source>None of the pictures could be read, so there is nothing to evaluate.</source>
        <translation>没有一张图片能读取，因此没有可评估的内容。</translation>
    </message>
    <message>
        <source>{path} has changed since the model was loaded. Load it again.</source>
        <translation>加载模型后 {path} 已更改。请重新加载。</translation>
    </message>
    <message>
        <source>There is no method called {name}. Choose one of {names}.</source>
        <translation>没有名为 {name} 的方法。请选择其中之一：{names}。</translation>
    </message>
    <message>
        <source>The method {name} needs a Vision Transformer, but this model&apos;s image tower is a ResNet. Choose one of {names}.</source>
        <translation>方法 {name} 需要 Vision Transformer，而此模型的图像塔是 ResNet。请选择其中之一：{names}。</translation>
    </message>
    <message>
        <source>{purpose} needs a Vision Transformer, but this model&apos;s image tower is a ResNet.</source>
        <translation>{purpose}需要 Vision Transformer，而此模型的图像塔是 ResNet。</translation>
    </message>
    <message>
        <source>There is no head {head} in layer {layer}: the tower has {layers} layers of {heads} heads, counted from 0.</source>
        <translation>第 {layer} 层中没有头 {head}：此塔有 {layers} 层，每层 {heads} 个头，从 0 数起。</translation>
    </message>
    <message>
        <source>There are {count} labels, and one of {asked} is not among them.</source>
        <translation>共有 {count} 个标签，而 {asked} 中有一个不在其中。</translation>
    </message>
    <message>
        <source>There is no label number {number} among {count}.</source>
        <translation>{count} 个标签中没有第 {number} 个。</translation>
    </message>
    <message>
        <source>There is no palette called {name}. Choose one of {names}.</source>
        <translation>没有名为 {name} 的调色板。请选择其中之一：{names}。</translation>
    </message>
    <message>
        <source>The opacity of an overlay must lie between 0 and 1.</source>
        <translation>叠加图的不透明度必须在 0 和 1 之间。</translation>
    </message>
    <message>
        <source>A share to cover must lie between 0 and 1, and there must be at least one draw.</source>
        <translation>遮盖比例必须在 0 和 1 之间，并且至少抽取一次。</translation>
    </message>
    <message>
        <source>The map is of {size} pixels, the picture of {other}.</source>
        <translation>热图为 {size} 像素，图片为 {other}。</translation>
    </message>
    <message>
        <source>One picture is explained at a time: pixels [1, 3, height, width], not {shape}.</source>
        <translation>一次只解释一张图片：像素 [1, 3, height, width]，而不是 {shape}。</translation>
    </message>
    <message>
        <source>This model&apos;s text embeddings have the shape [{wanted}], not {shape}.</source>
        <translation>此模型的文本嵌入形状为 [{wanted}]，而不是 {shape}。</translation>
    </message>
    <message>
        <source>The installed open_clip has no readable list {name}. Install open_clip_torch 3, or use templates of your own.</source>
        <translation>已安装的 open_clip 中没有可读的列表 {name}。请安装 open_clip_torch 3，或使用自己的模板。</translation>
    </message>
    <message>
        <source>{path} is not there. Give a folder of pictures, a picture, or a project.</source>
        <translation>{path} 不存在。请给出图片文件夹、图片或项目。</translation>
    </message>
    <message>
        <source>There is no display for a window. Use a command, such as `clipdesk classify`; see --help.</source>
        <translation>没有可显示窗口的屏幕。请使用命令，例如 `clipdesk classify`；参见 --help。</translation>
    </message>
    <message>
        <source>There is no recipe called {name}. Choose one of {names}.</source>
        <translation>没有名为 {name} 的方案。请从 {names} 中选择。</translation>
    </message>
    <message>
        <source>Training runs in {names}, not in {precision}.</source>
        <translation>训练可使用 {names}，不支持 {precision}。</translation>
    </message>
    <message>
        <source>The run&apos;s {name} is {value}; it must be at least {least}.</source>
        <translation>此训练的 {name} 为 {value}，至少应为 {least}。</translation>
    </message>
    <message>
        <source>The run&apos;s {name} is {value}; it must lie between 0 and 1.</source>
        <translation>此训练的 {name} 为 {value}，应在 0 与 1 之间。</translation>
    </message>
    <message>
        <source>The learning rate is {rate}; it must lie above 0 and below 10.</source>
        <translation>学习率为 {rate}，应大于 0 且小于 10。</translation>
    </message>
    <message>
        <source>The weight decay must not be below 0.</source>
        <translation>权重衰减不能小于 0。</translation>
    </message>
    <message>
        <source>The minutes between checkpoints must not be below 0.</source>
        <translation>检查点之间的分钟数不能小于 0。</translation>
    </message>
    <message>
        <source>The towers to train are image, text, or both.</source>
        <translation>可训练的部分为 image、text 或两者。</translation>
    </message>
    <message>
        <source>Each template needs a {{}} where the class name goes.</source>
        <translation>每个模板都需要用 {{}} 标出类别名称的位置。</translation>
    </message>
    <message>
        <source>The recipe distil needs a teacher: the name of a larger model.</source>
        <translation>distil 方案需要一个教师：请给出一个更大模型的名称。</translation>
    </message>
    <message>
        <source>The recipe {recipe} does not train a network; choose one of {names}.</source>
        <translation>方案 {recipe} 不训练网络，请从 {names} 中选择。</translation>
    </message>
    <message>
        <source>There is no architecture called {name}. Choose one of {names}.</source>
        <translation>没有名为 {name} 的架构。请从 {names} 中选择。</translation>
    </message>
    <message>
        <source>The run&apos;s settings have fields that this version does not know: {names}.</source>
        <translation>此训练的设置中有此版本不认识的字段：{names}。</translation>
    </message>
    <message>
        <source>The run&apos;s settings are damaged ({error}).</source>
        <translation>此训练的设置已损坏（{error}）。</translation>
    </message>
    <message>
        <source>There are {count} pictures to train on; two at least are needed.</source>
        <translation>用于训练的图片有 {count} 张，至少需要两张。</translation>
    </message>
    <message>
        <source>{data} is a folder; captions come in a CSV or JSONL file with filepath and caption.</source>
        <translation>{data} 是文件夹；说明文字需要放在含有 filepath 和 caption 的 CSV 或 JSONL 文件中。</translation>
    </message>
    <message>
        <source>The shares for validation and test must be at least 0 and together below 1.</source>
        <translation>选优和测试所占的比例不能小于 0，两者之和须小于 1。</translation>
    </message>
    <message>
        <source>The data give no pictures to learn from: there is nothing in their part train.</source>
        <translation>数据中没有用于学习的图片：train 部分是空的。</translation>
    </message>
    <message>
        <source>{data}: the split {name} is unknown. Use train, validation or test.</source>
        <translation>{data}：不认识 split 的值 {name}。请使用 train、validation 或 test。</translation>
    </message>
    <message>
        <source>{data}: line {line} gives another {column} for {name} than a line before.</source>
        <translation>{data}：第 {line} 行为 {name} 给出的 {column} 与前面的行不同。</translation>
    </message>
    <message>
        <source>{count} files cannot be used; the first, {name}: {message}</source>
        <translation>有 {count} 个文件无法使用；第一个是 {name}：{message}</translation>
    </message>
    <message>
        <source>The recipe {recipe} needs {needs}; {data} gives {kind}.</source>
        <translation>方案 {recipe} 需要 {needs}；{data} 提供的是 {kind}。</translation>
    </message>
    <message>
        <source>The recipe {recipe} needs labels; {data} gives captions.</source>
        <translation>方案 {recipe} 需要标签；{data} 提供的是说明文字。</translation>
    </message>
    <message>
        <source>The recipe {recipe} needs captions; {data} gives labels.</source>
        <translation>方案 {recipe} 需要说明文字；{data} 提供的是标签。</translation>
    </message>
    <message>
        <source>None of the pictures to learn from can be read.</source>
        <translation>用于学习的图片都无法读取。</translation>
    </message>
    <message>
        <source>None of the pictures to measure on can be read.</source>
        <translation>用于测量的图片都无法读取。</translation>
    </message>
    <message>
        <source>None of the control pictures in {folder} can be read.</source>
        <translation>{folder} 中的对照图片都无法读取。</translation>
    </message>
    <message>
        <source>There are no pictures to measure on: all of them were learned from.</source>
        <translation>没有可用于测量的图片：所有图片都已用于学习。</translation>
    </message>
    <message>
        <source>To resume a run, name its folder.</source>
        <translation>要继续一次训练，请指明其文件夹。</translation>
    </message>
    <message>
        <source>The run in {folder} is under way in another process. Stop it first.</source>
        <translation>{folder} 中的训练正在另一个进程中进行。请先停止它。</translation>
    </message>
    <message>
        <source>The run in {folder} is under way. Pause it first.</source>
        <translation>{folder} 中的训练正在进行。请先暂停它。</translation>
    </message>
    <message>
        <source>The run in {folder} is under way. Stop it first.</source>
        <translation>{folder} 中的训练正在进行。请先停止它。</translation>
    </message>
    <message>
        <source>The run in {folder} cannot go on: its {what} changed since it was paused. Start a new run.</source>
        <translation>{folder} 中的训练无法继续：暂停之后，其 {what} 发生了变化。请开始新的训练。</translation>
    </message>
    <message>
        <source>The run in {folder} is damaged: its {name} cannot be used ({error}).</source>
        <translation>{folder} 中的训练已损坏：其 {name} 无法使用（{error}）。</translation>
    </message>
    <message>
        <source>The run in {folder} cannot be deleted whole ({error}).</source>
        <translation>{folder} 中的训练无法完全删除（{error}）。</translation>
    </message>
    <message>
        <source>There is no run in {folder} ({reason}).</source>
        <translation>{folder} 中没有训练（{reason}）。</translation>
    </message>
    <message>
        <source>{folder} holds a run already. Resume it, or choose another folder.</source>
        <translation>{folder} 中已有一次训练。请继续它，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>The run&apos;s folder {folder} cannot be written ({error}).</source>
        <translation>无法写入训练的文件夹 {folder}（{error}）。</translation>
    </message>
    <message>
        <source>The run&apos;s folder {folder} cannot be read ({error}).</source>
        <translation>无法读取训练的文件夹 {folder}（{error}）。</translation>
    </message>
    <message>
        <source>The run&apos;s figures cannot be written to {folder} ({error}).</source>
        <translation>无法将训练的数据写入 {folder}（{error}）。</translation>
    </message>
    <message>
        <source>The checkpoint cannot be written to {folder} ({error}). Make room or choose another folder, then resume: the checkpoint before it is whole.</source>
        <translation>无法将检查点写入 {folder}（{error}）。请腾出空间或选择其他文件夹，然后继续训练：前一个检查点完好无损。</translation>
    </message>
    <message>
        <source>{count} further epochs make no sense; one at least is needed.</source>
        <translation>不能再增加 {count} 轮，至少需要一轮。</translation>
    </message>
    <message>
        <source>This run has no model yet. Let it finish, or stop it and keep its best.</source>
        <translation>这次训练还没有模型。请等它完成，或停止它并保留最佳模型。</translation>
    </message>
    <message>
        <source>The training process cannot be started ({error}).</source>
        <translation>无法启动训练进程（{error}）。</translation>
    </message>
    <message>
        <source>The training process ended on its own (status {status}); {log} may say why. Resume the run to go on from its last checkpoint.</source>
        <translation>训练进程自行结束（状态 {status}），原因可能记在 {log} 中。继续训练即可从上一个检查点接着进行。</translation>
    </message>
    <message>
        <source>Training ended by a fault of the program ({what}: {error}).</source>
        <translation>训练因程序错误而结束（{what}：{error}）。</translation>
    </message>
    <message>
        <source>This is no event of a training run: {line}.</source>
        <translation>这不是训练的事件：{line}。</translation>
    </message>
    <message>
        <source>There is not enough memory to run the frozen part of the model on one input ({told}).</source>
        <translation>内存不足，无法对单个输入运行模型中不训练的部分（{told}）。</translation>
    </message>
    <message>
        <source>There is not enough memory to train on one picture at a time ({told}).</source>
        <translation>内存不足，连一次训练一张图片也不行（{told}）。</translation>
    </message>
    <message>
        <source>At step {step} {what}. Training goes on from step {earlier} with {part} the learning rate.</source>
        <translation>在第 {step} 步，{what}。训练将以{part}学习率从第 {earlier} 步继续。</translation>
    </message>
    <message>
        <source>Training was ended at step {step}: {what}, even at a quarter of the learning rate. The best model so far is in the checkpoint. Try a smaller learning rate, the precision fp32, or more pictures.</source>
        <translation>训练在第 {step} 步结束：即使学习率降到四分之一，{what}。目前最好的模型保存在检查点中。请尝试更小的学习率、fp32 精度或更多图片。</translation>
    </message>
    <message>
        <source>the loss stays at that of guessing</source>
        <translation>损失仍停留在随机猜测的水平</translation>
    </message>
    <message>
        <source>the loss is no longer a number</source>
        <translation>损失已不再是数值</translation>
    </message>
    <message>
        <source>half</source>
        <translation>一半的</translation>
    </message>
    <message>
        <source>a quarter of</source>
        <translation>四分之一的</translation>
    </message>
    <message>
        <source>The curves are kept in metrics.jsonl; for TensorBoard, install tensorboard.</source>
        <translation>曲线保存在 metrics.jsonl 中；如需使用 TensorBoard，请安装 tensorboard。</translation>
    </message>
    <message>
        <source>There is nothing to choose by, so the probe is taken with a middling penalty.</source>
        <translation>没有可用于选优的图片，因此探针采用中等的惩罚强度。</translation>
    </message>
    <message>
        <source>Kept: {what}, the best of {count} tried.</source>
        <translation>已保留：{what}，它是所试 {count} 种中最好的。</translation>
    </message>
    <message>
        <source>the words alone</source>
        <translation>仅使用词语</translation>
    </message>
    <message>
        <source>neighbours, sharpness {sharpness}, strength {strength}</source>
        <translation>近邻，锐度 {sharpness}，强度 {strength}</translation>
    </message>
    <message>
        <source>linear, penalty {penalty}</source>
        <translation>线性，惩罚强度 {penalty}</translation>
    </message>
    <message>
        <source>No epoch did better than the words as they were, so the model stays as it was.</source>
        <translation>没有哪一轮比原来的词语更好，因此模型保持原样。</translation>
    </message>
    <message>
        <source>Products run in {precision}: on this CPU bf16 is {ratio} × as fast as fp32.</source>
        <translation>乘法使用 {precision}：在此 CPU 上 bf16 的速度是 fp32 的 {ratio} 倍。</translation>
    </message>
    <message>
        <source>This model has learned {count} labels ({names}); for exactly these it uses what it learned.</source>
        <translation>此模型学习过 {count} 个标签（{names}）；标签恰好是这些时，它会使用学到的内容。</translation>
    </message>
    <message>
        <source>{model}, taught with {data} by the recipe {recipe}.</source>
        <translation>{model}，以方案 {recipe} 用 {data} 训练而成。</translation>
    </message>
    <message>
        <source>The head cannot be written to {folder} ({error}). Make room there, or choose another folder.</source>
        <translation>无法将分类头写入 {folder}（{error}）。请在那里腾出空间，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>The tuned head in {folder} cannot be used ({error}).</source>
        <translation>{folder} 中的调优分类头无法使用（{error}）。</translation>
    </message>
    <message>
        <source>A model called {name} is there already. Choose another name, or remove that one first.</source>
        <translation>已有名为 {name} 的模型。请换一个名称，或先移除它。</translation>
    </message>
    <message>
        <source>The two models are of different architectures, so there is nothing between them.</source>
        <translation>两个模型的架构不同，因此无法在它们之间取值。</translation>
    </message>
    <message>
        <source>The blend must lie between 0, the model before, and 1, the tuned one.</source>
        <translation>混合比例应在 0（原模型）与 1（调优后的模型）之间。</translation>
    </message>
    <message>
        <source>{folder} is there already. Name a folder that is not.</source>
        <translation>{folder} 已存在。请指定一个不存在的文件夹。</translation>
    </message>
    <message>
        <source>open_clip has no image tower with a stem of convolutions, so this model cannot go there.</source>
        <translation>open_clip 没有带卷积前端的图像塔，因此此模型无法导出到那里。</translation>
    </message>
    <message>
        <source>The small CLIP that comes with clipdesk, so that the program sorts pictures offline from the first minute. Made for clipdesk, by the scripts in `making/`; no one else&apos;s weights are in it.</source>
        <translation>随 clipdesk 附带的小型 CLIP，使程序从第一分钟起即可离线整理图片。由 `making/` 中的脚本专为 clipdesk 制作，不含他人的权重。</translation>
    </message>
    <message>
        <source>{path} is damaged: its list of tensors cannot be read.</source>
        <translation>{path} 已损坏：无法读取其张量列表。</translation>
    </message>
    <message>
        <source>{path} is damaged: its list of tensors asks for the impossible.</source>
        <translation>{path} 已损坏：其张量列表的要求无法实现。</translation>
    </message>
    <message>
        <source>{path} is damaged or incomplete: its list of tensors breaks off.</source>
        <translation>{path} 已损坏或不完整：其张量列表中断。</translation>
    </message>
    <message>
        <source>{path} is damaged: a tensor&apos;s storage is described wrongly.</source>
        <translation>{path} 已损坏：某个张量的存储描述有误。</translation>
    </message>
    <message>
        <source>{path} is refused: its pickle uses {name}, which no model needs.</source>
        <translation>已拒绝 {path}：其 pickle 使用了任何模型都不需要的 {name}。</translation>
    </message>
    <message>
        <source>{path} is refused: its pickle is larger than any CLIP model&apos;s.</source>
        <translation>已拒绝 {path}：其 pickle 比任何 CLIP 模型的都大。</translation>
    </message>
    <message>
        <source>{path} is damaged: its metadata is not an object of texts.</source>
        <translation>{path} 已损坏：其元数据不是由文本组成的对象。</translation>
    </message>
    <message>
        <source>{path} is refused: {count} tensors are more than any CLIP model has.</source>
        <translation>已拒绝 {path}：{count} 个张量多于任何 CLIP 模型。</translation>
    </message>
    <message>
        <source>{path} is damaged: its header is not an object.</source>
        <translation>{path} 已损坏：其文件头不是对象。</translation>
    </message>
    <message>
        <source>{path} is damaged: the header&apos;s entry for {name} is incomplete.</source>
        <translation>{path} 已损坏：文件头中 {name} 的条目不完整。</translation>
    </message>
    <message>
        <source>{path} is damaged: the shape or place of the tensor {name} is impossible.</source>
        <translation>{path} 已损坏：张量 {name} 的形状或位置不可能成立。</translation>
    </message>
    <message>
        <source>{path} is damaged: the tensor {name} ends before it begins.</source>
        <translation>{path} 已损坏：张量 {name} 的结尾在开头之前。</translation>
    </message>
    <message>
        <source>{path} is damaged or incomplete: its header does not fit into the file.</source>
        <translation>{path} 已损坏或不完整：其文件头超出文件范围。</translation>
    </message>
    <message>
        <source>{path} is refused: its header has {bytes} bytes, which no CLIP model needs.</source>
        <translation>已拒绝 {path}：其文件头有 {bytes} 字节，任何 CLIP 模型都不需要这么多。</translation>
    </message>
    <message>
        <source>{path} is damaged: the tensor {name} leaves a gap or overlaps another.</source>
        <translation>{path} 已损坏：张量 {name} 留有空隙或与另一个重叠。</translation>
    </message>
    <message>
        <source>{path} is damaged: the tensor {name} has more bytes than its shape says.</source>
        <translation>{path} 已损坏：张量 {name} 的字节数多于其形状所示。</translation>
    </message>
    <message>
        <source>{path} is damaged: its header names something twice.</source>
        <translation>{path} 已损坏：其文件头中有重复的名称。</translation>
    </message>
    <message>
        <source>{path} is refused: its parts together are larger than the file.</source>
        <translation>已拒绝 {path}：其各部分合计大于文件本身。</translation>
    </message>
    <message>
        <source>{path} is damaged or incomplete: {name} is not where it should be.</source>
        <translation>{path} 已损坏或不完整：{name} 不在应有的位置。</translation>
    </message>
    <message>
        <source>{path} is refused: its list of tensors is larger than any CLIP model&apos;s.</source>
        <translation>已拒绝 {path}：其张量列表比任何 CLIP 模型的都大。</translation>
    </message>
    <message>
        <source>{path} is damaged: the checksum of its list of tensors does not match.</source>
        <translation>{path} 已损坏：其张量列表的校验和不符。</translation>
    </message>
    <message>
        <source>{path} is damaged: it holds {name} twice.</source>
        <translation>{path} 已损坏：其中有两个 {name}。</translation>
    </message>
    <message>
        <source>{path} is incomplete: the bytes of the tensor {name} are missing.</source>
        <translation>{path} 不完整：缺少张量 {name} 的字节。</translation>
    </message>
    <message>
        <source>{path} is damaged: the tensor {name} has fewer bytes than it says.</source>
        <translation>{path} 已损坏：张量 {name} 的字节数少于其声明。</translation>
    </message>
    <message>
        <source>{path} is refused: {name} is compressed, which PyTorch never does.</source>
        <translation>已拒绝 {path}：{name} 经过压缩，而 PyTorch 从不这样做。</translation>
    </message>
    <message>
        <source>{path} is refused: {name} is encrypted.</source>
        <translation>已拒绝 {path}：{name} 已加密。</translation>
    </message>
    <message>
        <source>{path} is damaged: it holds bytes that no tensor has.</source>
        <translation>{path} 已损坏：其中有不属于任何张量的字节。</translation>
    </message>
    <message>
        <source>{path} is damaged or incomplete: a tensor&apos;s bytes do not fit into the file.</source>
        <translation>{path} 已损坏或不完整：某个张量的字节超出文件范围。</translation>
    </message>
    <message>
        <source>{path} is refused: its modules are nested without end.</source>
        <translation>已拒绝 {path}：其模块无休止地嵌套。</translation>
    </message>
    <message>
        <source>{path} is damaged: it has no weight_map.</source>
        <translation>{path} 已损坏：其中没有 weight_map。</translation>
    </message>
    <message>
        <source>The model&apos;s tensors do not fit its architecture: {missing} missing.</source>
        <translation>模型的张量与其架构不符：缺少 {missing}。</translation>
    </message>
    <message>
        <source>The model&apos;s tensors do not fit its architecture: {extra} not known to this version.</source>
        <translation>模型的张量与其架构不符：此版本不认识 {extra}。</translation>
    </message>
    <message>
        <source>The model&apos;s tensors do not fit its architecture: {wrong} misshapen.</source>
        <translation>模型的张量与其架构不符：{wrong} 的形状不对。</translation>
    </message>
    <message>
        <source>The model&apos;s tensors do not fit its architecture: {missing} missing; {extra} not known to this version.</source>
        <translation>模型的张量与其架构不符：缺少 {missing}；此版本不认识 {extra}。</translation>
    </message>
    <message>
        <source>The model&apos;s tensors do not fit its architecture: {missing} missing; {wrong} misshapen.</source>
        <translation>模型的张量与其架构不符：缺少 {missing}；{wrong} 的形状不对。</translation>
    </message>
    <message>
        <source>The model&apos;s tensors do not fit its architecture: {extra} not known to this version; {wrong} misshapen.</source>
        <translation>模型的张量与其架构不符：此版本不认识 {extra}；{wrong} 的形状不对。</translation>
    </message>
    <message>
        <source>The model&apos;s tensors do not fit its architecture: {missing} missing; {extra} not known to this version; {wrong} misshapen.</source>
        <translation>模型的张量与其架构不符：缺少 {missing}；此版本不认识 {extra}；{wrong} 的形状不对。</translation>
    </message>
    <message>
        <source>The image tower&apos;s width {width} cannot be split into {heads} heads.</source>
        <translation>图像塔的宽度 {width} 无法分成 {heads} 个头。</translation>
    </message>
    <message>
        <source>The attention pooling&apos;s width {width} cannot be split into {heads} heads.</source>
        <translation>注意力池化的宽度 {width} 无法分成 {heads} 个头。</translation>
    </message>
    <message>
        <source>The text width {width} cannot be split into {heads} heads.</source>
        <translation>文本塔的宽度 {width} 无法分成 {heads} 个头。</translation>
    </message>
    <message>
        <source>The file does not say which activation the model was trained with; {assumed} is assumed. If results look poor, open it with activation {other} (weights of OpenAI, MetaCLIP and DFN need quick_gelu).</source>
        <translation>文件未说明模型训练时使用的激活函数；假定为 {assumed}。如果结果不佳，请以激活函数 {other} 打开（OpenAI、MetaCLIP 和 DFN 的权重需要 quick_gelu）。</translation>
    </message>
</context>
<context>
    <name>DataPage</name>
    <message>
        <source>Pictures to learn from</source>
        <translation>用于学习的图片</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Choose a table…</source>
        <translation>选择表格…</translation>
    </message>
    <message>
        <source>Drop a folder or a table here</source>
        <translation>将文件夹或表格拖放到这里</translation>
    </message>
    <message>
        <source>A folder with a folder for each class in it (train, validation and test folders may stand above them), or a CSV or JSONL file with filepath and label or caption. Or learn from what you have verified.</source>
        <translation>可以是每个类别各占一个子文件夹的文件夹（上层可以有 train、validation 和 test 文件夹），也可以是含有 filepath 和 label 或 caption 的 CSV 或 JSONL 文件。还可以用您已核实的图片来学习。</translation>
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
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>What is the matter</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Pictures of each class</source>
        <translation>各类别的图片数</translation>
    </message>
    <message>
        <source>Files to look at</source>
        <translation>需要查看的文件</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>To look at</source>
        <translation>需要留意</translation>
    </message>
    <message>
        <source>On to the recipe</source>
        <translation>下一步：方案</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>{pictures} pictures with captions</source>
        <translation>{pictures} 张带说明文字的图片</translation>
    </message>
    <message>
        <source>{pictures} pictures in {classes} classes</source>
        <translation>{pictures} 张图片，{classes} 个类别</translation>
    </message>
    <message>
        <source>Nothing is doubtful about these pictures.</source>
        <translation>这些图片没有可疑之处。</translation>
    </message>
    <message>
        <source>Files to look at: {count}</source>
        <translation>需要查看的文件：{count}</translation>
    </message>
    <message numerus="yes">
        <source>Verified pictures of this project: %n</source>
        <translation>
            <numerusform>此项目中已核实的图片：%n</numerusform>
        </translation>
    </message>
    <message>
        <source>With the recipe {recipe}: about {time}, and {memory} of memory.</source>
        <translation>使用方案“{recipe}”：约需 {time}，占用 {memory} 内存。</translation>
    </message>
    <message>
        <source>Measuring how long a run will take…</source>
        <translation>正在估算所需时间…</translation>
    </message>
    <message>
        <source>{what}: {done} of {total}</source>
        <translation>{what}：{done} / {total}</translation>
    </message>
</context>
<context>
    <name>DetailPanel</name>
    <message>
        <source>Show why</source>
        <translation>显示依据</translation>
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
        <source>Show why “{label}”</source>
        <translation>显示为何是“{label}”</translation>
    </message>
    <message>
        <source>Not read yet.</source>
        <translation>尚未读取。</translation>
    </message>
    <message>
        <source>Type labels above to see which one fits.</source>
        <translation>在上方输入标签，即可看到哪个最合适。</translation>
    </message>
    <message>
        <source>None of the labels fits.</source>
        <translation>没有合适的标签。</translation>
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
        <source>Hiding the marked fifth lowers the score; hiding any other fifth does not.</source>
        <translation>遮住标出的五分之一会降低得分，遮住其他任意五分之一则不会。</translation>
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
        <source>clipdesk ended unexpectedly the last time. Your work was kept.</source>
        <translation>clipdesk 上次意外退出。您的工作已保留。</translation>
    </message>
    <message>
        <source>The details help to find the fault.</source>
        <translation>详细信息有助于查找故障。</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>Written to {path}</source>
        <translation>已写入 {path}</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>Epoch</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Right on your pictures</source>
        <translation>您的图片上的正确率</translation>
    </message>
    <message>
        <source>Right on the control pictures</source>
        <translation>对照图片上的正确率</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Pictures a second</source>
        <translation>每秒图片数</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>Settings tried</source>
        <translation>已试设置</translation>
    </message>
    <message>
        <source>before: {share}</source>
        <translation>之前：{share}</translation>
    </message>
    <message>
        <source>{done} of {all}</source>
        <translation>{done} / {all}</translation>
    </message>
    <message>
        <source>guessing: {loss}</source>
        <translation>随机猜测：{loss}</translation>
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
        <source>Accuracy</source>
        <translation>准确率</translation>
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
        <source>Nothing is known of this model&apos;s accuracy.</source>
        <translation>此模型的准确率未知。</translation>
    </message>
    <message>
        <source>Right at the first guess on {data}: {share}</source>
        <translation>在 {data} 上首选正确率：{share}</translation>
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
    <name>Intake</name>
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
        <source>What was pasted is among the sources already.</source>
        <translation>粘贴的内容已在来源中。</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard, and no file or folder of this computer.</source>
        <translation>剪贴板上没有图片，也没有这台计算机上的文件或文件夹。</translation>
    </message>
    <message>
        <source>Pasted, and added to the sources: {count}.</source>
        <translation>已粘贴并加入来源：{count}。</translation>
    </message>
    <message>
        <source>Your pictures have a project of their own, without the samples.</source>
        <translation>您的图片单独放在一个项目里，不含示例照片。</translation>
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
        <source>Checking what has arrived</source>
        <translation>正在检查已收到的内容</translation>
    </message>
    <message>
        <source>Waiting for the connection</source>
        <translation>正在等待连接</translation>
    </message>
    <message>
        <source>Opening the model</source>
        <translation>正在打开模型</translation>
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
    <message>
        <source>A wrong label? Select the picture and press the key of the right one, 1 to 9. Press ? for all keys.</source>
        <translation>标签不对？选中图片，按正确标签对应的按键（1 到 9）。按 ? 查看全部快捷键。</translation>
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
        <source>Type labels above and press Enter. Every picture is sorted at once.</source>
        <translation>在上方输入标签并按回车键，所有图片会立即分好类。</translation>
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
        <source>Each picture gets the label that fits best.</source>
        <translation>每张图片得到最合适的标签。</translation>
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
    <message>
        <source>Maps side by side</source>
        <translation>并排热图</translation>
    </message>
    <message>
        <source>What speaks for up to four labels, on one colour scale (M)</source>
        <translation>支持最多四个标签的依据，使用同一色标（M）</translation>
    </message>
    <message>
        <source>This method does not depend on the label: every map is the same.</source>
        <translation>此方法与标签无关：所有热图相同。</translation>
    </message>
    <message>
        <source>None of the labels</source>
        <translation>都不是</translation>
    </message>
</context>
<context>
    <name>MapBar</name>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Which labels&apos; maps are shown, four at most</source>
        <translation>显示哪些标签的热图，最多四个</translation>
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
        <source>Save all…</source>
        <translation>全部保存…</translation>
    </message>
    <message>
        <source>Method of explanation</source>
        <translation>解释方法</translation>
    </message>
    <message>
        <source>Opacity of the maps</source>
        <translation>热图的不透明度</translation>
    </message>
    <message>
        <source>The best four</source>
        <translation>最佳的四个</translation>
    </message>
</context>
<context>
    <name>MapCell</name>
    <message>
        <source>speaks for it: {sum}</source>
        <translation>支持度：{sum}</translation>
    </message>
    <message>
        <source>The probability, and what all places together add to the cosine beyond the other labels</source>
        <translation>概率，以及所有位置合起来在余弦上超出其他标签的部分</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Save the map of {label}</source>
        <translation>保存 {label} 的热图</translation>
    </message>
    <message>
        <source>Map of {label}, {share}</source>
        <translation>{label} 的热图，{share}</translation>
    </message>
</context>
<context>
    <name>MapSaver</name>
    <message>
        <source>Save the map</source>
        <translation>保存热图</translation>
    </message>
    <message>
        <source>Picture with the map (*.png);;Values as an array (*.npy)</source>
        <translation>带热图的图片 (*.png);;数值数组 (*.npy)</translation>
    </message>
    <message>
        <source>Saved as {path}.</source>
        <translation>已保存为 {path}。</translation>
    </message>
    <message>
        <source>Save the maps in a folder</source>
        <translation>将热图保存到文件夹</translation>
    </message>
    <message>
        <source>Maps saved in {folder}: {count}.</source>
        <translation>已保存到 {folder} 的热图：{count}。</translation>
    </message>
</context>
<context>
    <name>MarkOperations</name>
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
    <message>
        <source>{count} pictures are verified: the model can learn from them, see “Train”.</source>
        <translation>已核实 {count} 张图片：模型可以从中学习，见“训练”。</translation>
    </message>
</context>
<context>
    <name>MatrixModel</name>
    <message>
        <source>Truly “{true}”, taken for “{given}”: {count}</source>
        <translation>实为“{true}”，判断为“{given}”：{count}</translation>
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
        <source>Recent projects</source>
        <translation>最近的项目</translation>
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
        <source>Paste pictures</source>
        <translation>粘贴图片</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Maps side by side</source>
        <translation>并排热图</translation>
    </message>
    <message>
        <source>Sort pictures</source>
        <translation>整理图片</translation>
    </message>
    <message>
        <source>Train a model</source>
        <translation>训练模型</translation>
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
        <source>Accuracy</source>
        <translation>准确率</translation>
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
    <name>Opening</name>
    <message>
        <source>No project is open: what you do now will not be kept.</source>
        <translation>没有打开任何项目：您现在所做的不会保留。</translation>
    </message>
    <message>
        <source>The project “{name}” was opened instead. The other one was left as it is.</source>
        <translation>已改为打开项目“{name}”。另一个项目保持原样。</translation>
    </message>
</context>
<context>
    <name>Operations</name>
    <message>
        <source>Pasted: {width} × {height} pixels, kept as {path}.</source>
        <translation>已粘贴：{width} × {height} 像素，保存为 {path}。</translation>
    </message>
    <message>
        <source>Stopped. Pictures not read yet: {count}. F5 goes on with them.</source>
        <translation>已停止。尚未读取的图片：{count} 张。按 F5 继续。</translation>
    </message>
</context>
<context>
    <name>Orders</name>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Stop and keep best</source>
        <translation>停止并保留最佳</translation>
    </message>
    <message>
        <source>Discard…</source>
        <translation>丢弃…</translation>
    </message>
    <message>
        <source>Add epochs</source>
        <translation>增加轮数</translation>
    </message>
    <message>
        <source>See the result</source>
        <translation>查看结果</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Delete this run with its checkpoints and its model? Saved models stay.</source>
        <translation>要删除这次训练及其检查点和模型吗？已保存的模型不受影响。</translation>
    </message>
    <message>
        <source>How many epochs more</source>
        <translation>增加的轮数</translation>
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
    <name>ProbeTile</name>
    <message>
        <source>at first: {label}</source>
        <translation>最初：{label}</translation>
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
    <name>PromptOperations</name>
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
    <name>RecipePage</name>
    <message>
        <source>How it is learned</source>
        <translation>学习方式</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>Start the run</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>Proposed for these pictures</source>
        <translation>推荐用于这些图片</translation>
    </message>
    <message>
        <source>The model {name} learns. It stays as it is; the tuned one becomes a model of its own.</source>
        <translation>以模型 {name} 为起点进行学习。原模型保持不变，调优后的模型另存为新模型。</translation>
    </message>
    <message>
        <source>A run is under way. Pause or stop it before you start another.</source>
        <translation>已有训练正在进行。请先暂停或停止，再开始新的训练。</translation>
    </message>
    <message>
        <source>Choose the pictures to learn from first.</source>
        <translation>请先选择用于学习的图片。</translation>
    </message>
    <message>
        <source>About {time}, and {memory} of memory.</source>
        <translation>约需 {time}，占用 {memory} 内存。</translation>
    </message>
    <message>
        <source>Measuring how long a run will take…</source>
        <translation>正在估算所需时间…</translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message>
        <source>What came of it</source>
        <translation>训练结果</translation>
    </message>
    <message>
        <source>By class</source>
        <translation>按类别</translation>
    </message>
    <message>
        <source>Taken for what, before</source>
        <translation>混淆矩阵：之前</translation>
    </message>
    <message>
        <source>Taken for what, after</source>
        <translation>混淆矩阵：之后</translation>
    </message>
    <message>
        <source>What the table shows</source>
        <translation>表格显示的内容</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
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
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>More right</source>
        <translation>正确数变化</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>检索</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Truly</source>
        <translation>实际</translation>
    </message>
    <message>
        <source>Share of each class that is right, before and after</source>
        <translation>各类别在训练前后的正确率</translation>
    </message>
    <message>
        <source>What is found, before and after</source>
        <translation>训练前后的检索结果</translation>
    </message>
    <message>
        <source>Pictures whose label changed</source>
        <translation>标签发生变化的图片</translation>
    </message>
    <message>
        <source>True classes in rows, given ones in columns: {when}</source>
        <translation>行为实际类别，列为判断的类别：{when}</translation>
    </message>
    <message>
        <source>Every picture keeps its label.</source>
        <translation>所有图片的标签均未变化。</translation>
    </message>
    <message>
        <source>Choose a run that has a model, and see its result here.</source>
        <translation>选择一次已产生模型的训练，即可在这里查看结果。</translation>
    </message>
    <message>
        <source>caption among the {k} nearest</source>
        <translation>最近 {k} 条中有对应说明</translation>
    </message>
    <message>
        <source>picture among the {k} nearest</source>
        <translation>最近 {k} 张中有对应图片</translation>
    </message>
    <message>
        <source>{before} right before, {after} after, on {count} pictures that were kept to report on.</source>
        <translation>在留作报告的 {count} 张图片上，正确率训练前 {before}，训练后 {after}。</translation>
    </message>
    <message>
        <source>{before} right before, {after} after, on {count} pictures that were not learned from.</source>
        <translation>在未参与学习的 {count} 张图片上，正确率训练前 {before}，训练后 {after}。</translation>
    </message>
    <message>
        <source>Measured on {count} pictures that were kept to report on.</source>
        <translation>在留作报告的 {count} 张图片上测得。</translation>
    </message>
    <message>
        <source>Measured on {count} pictures that were not learned from.</source>
        <translation>在未参与学习的 {count} 张图片上测得。</translation>
    </message>
    <message>
        <source>Pictures whose label changed: {count}</source>
        <translation>标签发生变化的图片：{count}</translation>
    </message>
</context>
<context>
    <name>Rooms</name>
    <message>
        <source>Rooms</source>
        <translation>工作区</translation>
    </message>
    <message>
        <source>Sort</source>
        <translation>整理</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
</context>
<context>
    <name>RunPage</name>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Guessing</source>
        <translation>随机猜测</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Loss by step</source>
        <translation>各步的损失</translation>
    </message>
    <message>
        <source>Right on your pictures, %</source>
        <translation>您的图片上的正确率，%</translation>
    </message>
    <message>
        <source>Right on the control pictures, %</source>
        <translation>对照图片上的正确率，%</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>轮</translation>
    </message>
    <message>
        <source>Accuracy by epoch</source>
        <translation>各轮的正确率</translation>
    </message>
    <message>
        <source>Notes on the run</source>
        <translation>训练说明</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>setting tried</source>
        <translation>第几个设置</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>尚无训练</translation>
    </message>
    <message>
        <source>{recipe} on {data}, from the model {model}</source>
        <translation>{recipe}：数据 {data}，起点模型 {model}</translation>
    </message>
    <message>
        <source>Pausing after this step…</source>
        <translation>正在暂停，将在这一步之后停下…</translation>
    </message>
    <message>
        <source>Stopping after this step…</source>
        <translation>正在停止，将在这一步之后停下…</translation>
    </message>
    <message>
        <source>Discarding…</source>
        <translation>正在丢弃…</translation>
    </message>
    <message>
        <source>Choose pictures and a recipe, and start a run. It goes on in a process of its own.</source>
        <translation>选择图片和方案，然后开始训练。训练在单独的进程中进行。</translation>
    </message>
    <message>
        <source>It has not been begun.</source>
        <translation>尚未开始。</translation>
    </message>
    <message>
        <source>It runs in another window.</source>
        <translation>正在另一个窗口中进行。</translation>
    </message>
    <message>
        <source>Paused. It can be resumed where it was, also after a restart.</source>
        <translation>已暂停。可从中断处继续，重新启动程序后也可以。</translation>
    </message>
    <message>
        <source>Stopped; its best model is kept.</source>
        <translation>已停止，最佳模型已保留。</translation>
    </message>
    <message>
        <source>Finished.</source>
        <translation>已完成。</translation>
    </message>
    <message>
        <source>It failed. Resume it to go on from its last checkpoint.</source>
        <translation>训练失败。点击“继续”可从上一个检查点接着进行。</translation>
    </message>
    <message>
        <source>{what}: {done} of {total}</source>
        <translation>{what}：{done} / {total}</translation>
    </message>
    <message>
        <source>Learning: step {step} of {steps}</source>
        <translation>正在学习：第 {step} / {steps} 步</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Settings tried: {done} of {total}</source>
        <translation>已试设置：{done} / {total}</translation>
    </message>
</context>
<context>
    <name>RunsList</name>
    <message>
        <source>Runs</source>
        <translation>训练记录</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
</context>
<context>
    <name>SavePanel</name>
    <message>
        <source>How much of what was learned</source>
        <translation>采用多少学到的内容</translation>
    </message>
    <message>
        <source>Share of the tuned weights</source>
        <translation>调优权重所占比例</translation>
    </message>
    <message>
        <source>the model before</source>
        <translation>原模型</translation>
    </message>
    <message>
        <source>the tuned model</source>
        <translation>调优后的模型</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Name of the model</source>
        <translation>模型名称</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Use it now</source>
        <translation>立即使用</translation>
    </message>
    <message>
        <source>Export for open_clip…</source>
        <translation>导出到 open_clip…</translation>
    </message>
    <message>
        <source>Writes the chosen model to a folder that open_clip opens</source>
        <translation>将所选模型写入 open_clip 可以打开的文件夹</translation>
    </message>
    <message>
        <source>Right on your pictures, %</source>
        <translation>您的图片上的正确率，%</translation>
    </message>
    <message>
        <source>Right on the control pictures, %</source>
        <translation>对照图片上的正确率，%</translation>
    </message>
    <message>
        <source>share of the tuned weights</source>
        <translation>调优权重所占比例</translation>
    </message>
    <message>
        <source>Accuracy by the share of the tuned weights</source>
        <translation>正确率随调优权重所占比例的变化</translation>
    </message>
    <message>
        <source>Measuring between both: {done} of {total}</source>
        <translation>正在测量两者之间的模型：{done} / {total}</translation>
    </message>
    <message>
        <source>{share} tuned: {target} right on your pictures, {control} on the control pictures</source>
        <translation>调优 {share}：您的图片上的正确率 {target}，对照图片上 {control}</translation>
    </message>
    <message>
        <source>No point is better and keeps the control pictures: choose by what you can spare.</source>
        <translation>没有一个位置既更好又保住对照图片：请按您能承受的损失来选择。</translation>
    </message>
    <message>
        <source>Proposed: {share}, the best on your pictures of those that keep the control pictures.</source>
        <translation>建议：{share}，在保住对照图片的各点中，它在您的图片上最好。</translation>
    </message>
    <message>
        <source>That is the model before, which is there already.</source>
        <translation>这就是原模型，已经在列表中。</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Saved as {name}. It is among the models now.</source>
        <translation>已保存为 {name}，现可在模型列表中找到。</translation>
    </message>
    <message>
        <source>A new folder for the model</source>
        <translation>模型的新文件夹</translation>
    </message>
    <message>
        <source>Exported to {folder}</source>
        <translation>已导出到 {folder}</translation>
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
    <name>SideBySide</name>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>speaks most for any of these labels</source>
        <translation>对其中任一标签支持最强</translation>
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
        <source>Keep the result</source>
        <translation>保留结果</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Write a table, a report or keywords (Ctrl+E)</source>
        <translation>写出表格、报告或关键词（Ctrl+E）</translation>
    </message>
    <message>
        <source>File into folders…</source>
        <translation>归档到文件夹…</translation>
    </message>
    <message>
        <source>Copy, link or move the pictures into a folder for each label (Ctrl+Shift+E)</source>
        <translation>把图片复制、链接或移动到各标签的文件夹（Ctrl+Shift+E）</translation>
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
    <name>TopBar</name>
    <message>
        <source>Search by words</source>
        <translation>用文字搜索</translation>
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
        <source>Larger pictures</source>
        <translation>放大图片</translation>
    </message>
    <message>
        <source>Smaller pictures</source>
        <translation>缩小图片</translation>
    </message>
    <message>
        <source>End search</source>
        <translation>结束搜索</translation>
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
    <name>Training</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Files that cannot be used: {count}. They are listed below.</source>
        <translation>无法使用的文件：{count}，已列在下方。</translation>
    </message>
    <message>
        <source>The classes are far from even: {most} has {many} pictures to learn from, {least} {few}. The rare ones will be missed more often; add pictures of them.</source>
        <translation>各类别的数量相差悬殊：“{most}”有 {many} 张用于学习的图片，“{least}”只有 {few} 张。数量少的类别更容易漏判，请为其添加图片。</translation>
    </message>
    <message>
        <source>Classes with fewer than two pictures cannot be both learned and checked: {names}. Add pictures, or leave them out.</source>
        <translation>少于两张图片的类别无法既学习又检验：{names}。请添加图片，或不使用这些类别。</translation>
    </message>
    <message>
        <source>Pairs of pictures that look the same in two parts of the data: {count}. What is measured on them is better than it is on new pictures; keep each picture in one part.</source>
        <translation>在数据的两个部分中看起来相同的图片对：{count}。用这些图片测得的结果会比在新图片上好，请让每张图片只属于一个部分。</translation>
    </message>
    <message>
        <source>In a batch, {share} of the pictures meet another with the same caption. Those count as right for each other; telling captions teach more.</source>
        <translation>同一批中，{share} 的图片会遇到说明文字相同的图片，它们互相视为正确匹配。更具体的说明文字效果更好。</translation>
    </message>
    <message>
        <source>There are no pictures to choose the best state by, so the last one will be kept.</source>
        <translation>没有可用于选优的图片，因此将保留最后的状态。</translation>
    </message>
    <message>
        <source>looks like {other} ({first} and {second})</source>
        <translation>与 {other} 看起来相同（{first}和{second}）</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>探针</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>Last blocks</source>
        <translation>末尾几层</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Distil</source>
        <translation>蒸馏</translation>
    </message>
    <message>
        <source>From nothing</source>
        <translation>从零开始</translation>
    </message>
    <message>
        <source>Learns your labels on top of the model, which stays as it is.</source>
        <translation>在模型之上学习您的标签，模型本身不变。</translation>
    </message>
    <message>
        <source>Learns the words around your labels; the model stays as it is.</source>
        <translation>学习标签周围的词语，模型本身不变。</translation>
    </message>
    <message>
        <source>Learns a small turn of both projections.</source>
        <translation>对两个投影各学习一个小的旋转。</translation>
    </message>
    <message>
        <source>Learns small additions to every block; little is forgotten.</source>
        <translation>为每一层学习少量附加参数，遗忘很少。</translation>
    </message>
    <message>
        <source>Learns the last blocks of the model anew.</source>
        <translation>重新学习模型的末尾几层。</translation>
    </message>
    <message>
        <source>Learns everything, with care; for thousands of pictures.</source>
        <translation>谨慎地学习全部参数，适合数千张以上的图片。</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>几秒</translation>
    </message>
    <message>
        <source>a minute</source>
        <translation>约一分钟</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>几分钟</translation>
    </message>
    <message>
        <source>longer</source>
        <translation>较久</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Learn from</source>
        <translation>学习用</translation>
    </message>
    <message>
        <source>Choose by</source>
        <translation>选优用</translation>
    </message>
    <message>
        <source>Report on</source>
        <translation>测试用</translation>
    </message>
    <message>
        <source>Finding pictures</source>
        <translation>正在查找图片</translation>
    </message>
    <message>
        <source>Comparing pictures</source>
        <translation>正在比较图片</translation>
    </message>
    <message>
        <source>Preparing the pictures</source>
        <translation>正在准备图片</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>正在测量</translation>
    </message>
    <message>
        <source>Blending</source>
        <translation>正在混合</translation>
    </message>
    <message>
        <source>Reading pictures</source>
        <translation>正在读取图片</translation>
    </message>
    <message>
        <source>Reading texts</source>
        <translation>正在读取文字</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>正在处理</translation>
    </message>
    <message>
        <source>{count} s</source>
        <translation>{count} 秒</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>{count} 分钟</translation>
    </message>
    <message>
        <source>{count} h</source>
        <translation>{count} 小时</translation>
    </message>
</context>
<context>
    <name>TrainingTab</name>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
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
<context>
    <name>WelcomeView</name>
    <message>
        <source>Sort your pictures with words</source>
        <translation>用文字整理图片</translation>
    </message>
    <message>
        <source>Drop pictures or folders anywhere in this window, or paste a picture, to begin.</source>
        <translation>将图片或文件夹拖到此窗口的任意位置，或粘贴一张图片，即可开始。</translation>
    </message>
    <message>
        <source>Add pictures</source>
        <translation>添加图片</translation>
    </message>
    <message>
        <source>A folder with all that is in it. The files stay where they are.</source>
        <translation>一个文件夹及其中的全部内容。文件留在原处。</translation>
    </message>
    <message>
        <source>Type labels</source>
        <translation>输入标签</translation>
    </message>
    <message>
        <source>Any words: “cat”, “dog”, “people at a table”. Every picture is sorted as you type.</source>
        <translation>任何词语：“cat”“dog”“people at a table”。输入的同时，每张图片都会归类。</translation>
    </message>
    <message>
        <source>Check and keep</source>
        <translation>核对并保存</translation>
    </message>
    <message>
        <source>Put right what is wrong with the keys 1 to 9, then export it or file it into folders.</source>
        <translation>用 1 到 9 键改正错误，然后导出结果或归档到文件夹。</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Open a project…</source>
        <translation>打开项目…</translation>
    </message>
    <message>
        <source>Try with the sample photos</source>
        <translation>用示例照片试试</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
    <message>
        <source>Nothing leaves this computer: pictures and words are read here, without a connection.</source>
        <translation>任何内容都不会离开这台计算机：图片和文字都在本机读取，无需联网。</translation>
    </message>
</context>
<context>
    <name>WhyControls</name>
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
        <source>Side by side</source>
        <translation>并排比较</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Maps of up to four labels on one colour scale (M)</source>
        <translation>最多四个标签的热图，使用同一色标（M）</translation>
    </message>
    <message>
        <source>How the map is made and drawn</source>
        <translation>热图的生成与绘制方式</translation>
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
        <source>(any other label)</source>
        <translation>（其他任意标签）</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
</context>
</TS>
