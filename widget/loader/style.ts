/** Everything is positioned on the window, so that nothing of the page moves. */
export const style = `
:host{all:initial;position:fixed;inset:auto;width:0;height:0;z-index:2147483000;
font:14px/20px Inter,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;-webkit-font-smoothing:antialiased}
*{box-sizing:border-box}
[hidden]{display:none!important}
button{all:unset;box-sizing:border-box;cursor:pointer;-webkit-tap-highlight-color:transparent}
button:focus-visible{outline:2px solid #fff;box-shadow:0 0 0 4px #1c1917,var(--lift)}
.launcher,.panel,.note{--lift:0 1px 2px #1c19171f,0 8px 24px #1c191733;position:fixed;box-shadow:var(--lift)}
.launcher{bottom:max(20px,env(safe-area-inset-bottom));right:20px;width:56px;height:56px;border-radius:50%;
display:grid;place-items:center;background:var(--colour);color:var(--ink)}
.launcher:hover{filter:brightness(1.06)}
.launcher:active{transform:scale(.96)}
.launcher svg{grid-area:1/1;width:28px;height:28px;fill:none;stroke:currentColor;stroke-width:1.9;
stroke-linecap:round;stroke-linejoin:round}
.launcher svg:last-of-type,.open .launcher svg:first-of-type{opacity:0;transform:scale(.6) rotate(-30deg)}
.open .launcher svg:last-of-type{opacity:1;transform:none}
.badge{position:absolute;top:-3px;right:-3px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;
background:#b42318;color:#fff;font-size:12px;line-height:18px;font-weight:600;text-align:center;border:2px solid #fff;
font-variant-numeric:tabular-nums}
.open .badge{display:none}
.panel{bottom:calc(max(20px,env(safe-area-inset-bottom)) + 72px);right:20px;width:400px;max-width:calc(100vw - 40px);
height:min(704px,100dvh - 112px);border:0;border-radius:16px;background:var(--ground);visibility:hidden;opacity:0;
transform:translateY(8px) scale(.985);transform-origin:bottom right;
--lift:0 0 0 1px var(--ring),0 2px 6px #1c191714,0 24px 64px #1c191740}
.open .panel{visibility:visible;opacity:1;transform:none}
.note{bottom:calc(max(20px,env(safe-area-inset-bottom)) + 72px);right:20px;width:300px;max-width:calc(100vw - 40px);
border-radius:14px;background:var(--ground);color:var(--text)}
.note>button:first-child{display:block;padding:12px 40px 14px 16px;width:100%;border-radius:inherit}
.note b{display:block;font-weight:600}
.note span{display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;overflow:hidden;overflow-wrap:anywhere}
.dismiss{position:absolute;top:4px;right:4px;width:32px;height:32px;border-radius:50%;text-align:center;
font-size:18px;line-height:32px;color:var(--quiet)}
.left .launcher,.left .panel,.left .note{right:auto;left:20px}
.left .panel{transform-origin:bottom left}
div{--ring:#1c191714;--ground:#fdfcfb;--text:#1c1917;--quiet:#57534e}
.dark{--ring:#ffffff1f;--ground:#211e1b;--text:#f5f5f4;--quiet:#a8a29e}
@media(prefers-color-scheme:dark){div:not(.light){--ring:#ffffff1f;--ground:#211e1b;--text:#f5f5f4;--quiet:#a8a29e}}
@media(prefers-reduced-motion:no-preference){.launcher,.launcher svg,.panel{
transition:opacity .15s ease-out,transform .15s ease-out,visibility .15s}.note{animation:rise .15s ease-out}}
@keyframes rise{from{opacity:0;transform:translateY(8px)}}
@media(max-width:480px),(max-height:480px){.panel{inset:var(--top,0) 0 auto!important;width:100%;max-width:none;
height:var(--height,100%);border-radius:0}.open .launcher{visibility:hidden}}
@media print{:host{display:none}}
@media(forced-colors:active){.launcher,.panel,.note{border:1px solid}}
`
