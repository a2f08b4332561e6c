/** How a report looks. */

/** The rules of the page; colours come from the variables of `colourRules`. */
export const pageStyle: string = `
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:944px;margin:0 auto;padding:48px 32px 72px}
header{margin-bottom:20px}
.eyebrow{margin:0 0 10px;color:var(--soft);font-size:14px}
h1{margin:0 0 14px;font-size:34px;line-height:1.18;letter-spacing:-.02em;font-weight:700;text-wrap:balance}
.result{margin:0;font-size:19px;line-height:1.5;max-width:52em;text-wrap:pretty}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(196px,1fr));gap:14px;margin:28px 0 0;padding:0;list-style:none}
.tiles li{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:15px 18px 14px}
.tiles b{display:block;font-size:27px;line-height:1.2;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.tiles span{display:block;margin-top:4px;color:var(--soft);font-size:13.5px;line-height:1.4}
section{margin-top:52px}
h2{margin:0 0 8px;font-size:21px;line-height:1.3;letter-spacing:-.01em}
section>p{margin:0 0 16px;max-width:46em;color:var(--soft);text-wrap:pretty}
figure{margin:18px 0 8px;overflow-x:auto}
figcaption{font-weight:600;font-size:14.5px;margin-bottom:8px}
figcaption span{display:block;font-weight:400;font-size:12.5px;color:var(--soft)}
svg.plot{display:block;width:100%;height:auto;overflow:visible}
.slim{display:none}
.whole{white-space:nowrap}
.bars .pool{stroke:var(--ink);stroke-width:1.75}
.panels{display:grid;gap:10px 28px;align-items:start}
.panels.two{grid-template-columns:repeat(auto-fit,minmax(min(100%,390px),1fr))}
.panels.three{grid-template-columns:repeat(auto-fill,minmax(min(100%,250px),1fr))}
.panels figure{margin:10px 0 6px}
.wide{overflow-x:auto;margin:14px 0 4px}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);font-size:13.5px;padding-bottom:8px;text-wrap:pretty}
caption span{display:block;position:sticky;left:0;width:fit-content;max-width:calc(100vw - 36px)}
th,td{padding:8px 14px 8px 0;border-top:1px solid var(--rule);text-align:right;white-space:nowrap;font-weight:400}
th:first-child{text-align:left;font-weight:600}
td:last-child,th:last-child{padding-right:0}
thead th{white-space:normal;border-top:0;border-bottom:1px solid var(--soft);color:var(--soft);font-size:13px;vertical-align:bottom;font-weight:500}
thead+tbody tr:first-child>*{border-top:0}
.settings td,.settings th{text-align:left;white-space:normal}
.settings th:first-child{width:15em}
.key{margin-right:10px;vertical-align:-1px}
details{margin-top:10px}
summary{cursor:pointer;color:var(--accent);font-size:14px;width:fit-content}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:3px}
.choice{display:flex;flex-wrap:wrap;gap:6px 20px;border:0;margin:0;padding:0;font-size:14px}
.choice legend{float:left;margin-right:16px;color:var(--soft)}
.choice label{cursor:pointer}
.choice input{accent-color:var(--accent);margin:0 7px 0 0;vertical-align:-1px}
.zoomable .view-1,.zoomable .view-2{display:none}
.zoomable:has(#zoom-1:checked) .view,.zoomable:has(#zoom-2:checked) .view{display:none}
.zoomable:has(#zoom-1:checked) .view-1,.zoomable:has(#zoom-2:checked) .view-2{display:block}
.sheets th,.sheets td{vertical-align:top;text-align:left}
.sheets thead th{vertical-align:bottom}
.sheets tbody th{padding-top:14px;white-space:normal;min-width:104px}
.sheets .key{display:block;margin:4px 0 6px}
.sheet{display:grid;grid-template-columns:repeat(4,56px);gap:8px 5px;margin:6px 0 4px;padding:0;list-style:none}
.sheet img{display:block;width:44px;height:44px;object-fit:contain;border-radius:4px;image-rendering:pixelated;background:var(--card)}
.sheet span{display:block;margin-top:2px;font-size:10.5px;line-height:1.2;color:var(--soft);overflow:hidden;text-overflow:ellipsis}
.sheet.drawn{grid-template-columns:repeat(2,92px)}
.sheet.drawn img{width:88px;height:88px;image-rendering:auto}
.marked{position:relative;width:88px;height:88px}
.marked svg{position:absolute;inset:0;width:100%;height:100%;pointer-events:none;fill:none;stroke:#ffd84d;stroke-width:1.4}
.marked rect,.marked path{vector-effect:non-scaling-stroke;paint-order:stroke}
.marked circle{fill:#ffd84d;stroke:none}
.marked .dashed{stroke-dasharray:3 2}
pre{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:14px 18px;overflow-x:auto;font-size:13.5px;line-height:1.5;white-space:pre-wrap;overflow-wrap:anywhere}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.94em}
footer{margin-top:56px;padding-top:16px;border-top:1px solid var(--rule);color:var(--soft);font-size:13.5px}
@media (max-width:600px){main{padding:28px 18px 48px}h1{font-size:27px}.result{font-size:17px}.broad{display:none}.slim{display:block}}
@media print{main{max-width:none;padding:0}section{break-inside:avoid}}
`;
