#include "requestbin/server/pages.h"

namespace ricochet::requestbin {

std::string_view page_css() {
  return R"css(:root { color-scheme: light dark; --back: #fbfbfa; --card: #fff; --line: #dedcd8; --text: #1d1c1a;
  --soft: #6b6862; --accent: #0b6bcb; --code: #f3f2ef; --bad: #b3261e; --good: #1a7f37; }
@media (prefers-color-scheme: dark) { :root { --back: #161615; --card: #1f1e1d; --line: #383633; --text: #ebe9e4;
  --soft: #a09c94; --accent: #6cb6ff; --code: #282725; --bad: #ff8a80; --good: #6fd388; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
header.bar { display: flex; gap: .75rem; align-items: center; flex-wrap: wrap; margin-bottom: 1.25rem; }
h1 { font-size: 1.25rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 1.75rem 0 .5rem; }
h3 { font-size: .8rem; margin: .9rem 0 .25rem; color: var(--soft); font-weight: 600; }
a { color: var(--accent); text-decoration: none; } a:hover, a:focus-visible { text-decoration: underline; }
.soft { color: var(--soft); } .spread { margin-left: auto; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1rem; margin: .75rem 0; }
.card:target { border-color: var(--accent); }
.line { display: flex; gap: .6rem; flex-wrap: wrap; align-items: baseline; }
.method { font-weight: 700; } .target { font-family: ui-monospace, monospace; overflow-wrap: anywhere; flex: 1 1 16rem; }
.ok { color: var(--good); } .bad { color: var(--bad); }
pre, code { font-family: ui-monospace, monospace; font-size: .85rem; }
pre { background: var(--code); border-radius: 6px; padding: .6rem .75rem; margin: 0; overflow: auto; max-height: 28rem;
  white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; }
td { padding: .12rem .75rem .12rem 0; vertical-align: top; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
td:first-child { color: var(--soft); width: 30%; min-width: 8rem; }
ul.bins { list-style: none; margin: 0; padding: 0; } ul.bins li { display: flex; gap: .6rem; align-items: center;
  padding: .35rem 0; border-bottom: 1px solid var(--line); }
svg.dot { width: .8rem; height: .8rem; flex: none; }
button { font: inherit; font-weight: 600; color: #fff; background: #0b6bcb; border: 0; border-radius: 6px;
  padding: .5rem 1rem; cursor: pointer; } button:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
form { display: flex; gap: 1rem; align-items: center; flex-wrap: wrap; }
@media (max-width: 30rem) { td { display: block; width: auto; padding-bottom: 0; } td:first-child { width: auto; } }
)css";
}

}  // namespace ricochet::requestbin
