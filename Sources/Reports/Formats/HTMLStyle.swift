/// How the page looks: system fonts, contrast of at least 4.5 in both schemes, and a layout for paper.
enum HTMLStyle {
    static let text = """
        :root {
          color-scheme: light dark;
          --paper: #f6f7f9; --card: #ffffff; --ink: #16202c; --faint: #566273; --line: #d9dfe7; --accent: #0b5cad;
          --critical-bg: #7a0f1d; --critical-ink: #ffffff; --high-bg: #fbdcd6; --high-ink: #8e1b0e;
          --medium-bg: #fde9cf; --medium-ink: #7a4100; --low-bg: #e3ecf8; --low-ink: #1f4a80;
          --good: #1d7a46; --fair: #b46a00; --poor: #b3261e; --rail: #e4e8ee; --note: #fff6df; --note-line: #e5c46b;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #10151c; --card: #18202a; --ink: #e6ebf2; --faint: #a0adbd; --line: #2d3947; --accent: #7db7f5;
            --critical-bg: #e5484d; --critical-ink: #1b0405; --high-bg: #4d211c; --high-ink: #ffb4a8;
            --medium-bg: #46300f; --medium-ink: #ffcf8f; --low-bg: #1e3350; --low-ink: #b3d3fb;
            --good: #5cc98b; --fair: #f0b45a; --poor: #ff7a70; --rail: #2b3643; --note: #2b2617; --note-line: #6f5d27;
          }
        }
        * { box-sizing: border-box; }
        html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
        @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
        body {
          margin: 0 auto; padding: 2rem clamp(1rem, 4vw, 3rem) 3rem; max-width: 78rem; background: var(--paper);
          color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
        }
        .skip { position: absolute; left: -999rem; }
        .skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; }
        a { color: var(--accent); text-underline-offset: .15em; }
        a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
        h1 { font-size: clamp(1.5rem, 3.5vw, 2.2rem); line-height: 1.2; margin: .2rem 0 .4rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.25rem; margin: 2.4rem 0 .8rem; }
        h3 { font-size: 1.05rem; margin: 1.6rem 0 .6rem; overflow-wrap: anywhere; }
        h4 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
        p { margin: .3rem 0; }
        code, .id { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .88em; }
        code { overflow-wrap: anywhere; }
        .id { white-space: nowrap; }
        .faint, .facts, .where { color: var(--faint); }
        .where { font-size: .9rem; margin-bottom: .5rem; overflow-wrap: anywhere; }
        .product { display: flex; align-items: center; gap: .5rem; color: var(--faint); font-weight: 600; margin: 0; }
        .mark { width: 1.5rem; height: 1.5rem; fill: none; stroke: var(--accent); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1rem; margin-top: 1.5rem; }
        .card, .resource, .about { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.2rem; }
        .card h3 { margin: 0 0 .3rem; } .card h2 { margin: 0 0 .3rem; font-size: .95rem; color: var(--faint); font-weight: 600; }
        .score { font-size: 2.4rem; font-weight: 700; line-height: 1.15; margin: 0; }
        .score .unit { font-size: 1.4rem; } .score .of { font-size: 1rem; font-weight: 400; } .score.none { font-size: 1.6rem; }
        .bar { display: block; width: 100%; height: .5rem; border-radius: .25rem; margin: .5rem 0; }
        .rail { fill: var(--rail); } .bar .good { fill: var(--good); } .bar .fair { fill: var(--fair); } .bar .poor { fill: var(--poor); }
        .severities { list-style: none; margin: .4rem 0; padding: 0; } .severities li { display: flex; justify-content: space-between; align-items: center; padding: .15rem 0; }
        .severities .value { font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; } .severities .value.faint { font-weight: 400; }
        .chip { display: inline-block; min-width: 4.6rem; padding: .05rem .5rem; border-radius: 1rem; text-align: center; font-size: .82rem; font-weight: 600; }
        .critical { background: var(--critical-bg); color: var(--critical-ink); } .high { background: var(--high-bg); color: var(--high-ink); }
        .medium { background: var(--medium-bg); color: var(--medium-ink); } .low, .unknown { background: var(--low-bg); color: var(--low-ink); }
        .verdict { white-space: nowrap; font-weight: 600; } .failed { color: var(--poor); } .passed { color: var(--good); } .skipped { color: var(--faint); }
        .count { color: var(--faint); font-weight: 400; }
        .note { background: var(--note); border: 1px solid var(--note-line); border-radius: .6rem; padding: .8rem 1.2rem; margin-top: 1.2rem; }
        .note h2 { margin: 0 0 .3rem; font-size: 1rem; } .note ul { margin: 0; padding-left: 1.2rem; } .note li { overflow-wrap: anywhere; }
        table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); font-size: .94rem; }
        th { text-align: left; font-size: .82rem; color: var(--faint); font-weight: 600; }
        th, td { padding: .45rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; }
        tbody tr:last-child td { border-bottom: 0; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        td ul { margin: 0; padding-left: 1.1rem; } td li { overflow-wrap: anywhere; }
        .resource, .about { margin: .8rem 0; } .resource table { border: 0; } .resource table th:first-child { width: 6.5rem; }
        .resource table th:nth-child(2) { width: 32%; } .kind { color: var(--faint); font-weight: 400; }
        .about h3 { margin: 0 0 .4rem; } .about:target { outline: 3px solid var(--accent); }
        footer { margin-top: 3rem; color: var(--faint); font-size: .85rem; border-top: 1px solid var(--line); padding-top: .8rem; overflow-wrap: anywhere; }
        @media (max-width: 44rem) {
          .controls thead, .resource thead { position: absolute; left: -999rem; }
          .controls tr, .resource tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
          .controls td, .resource td { display: inline-block; border: 0; padding: .1rem .5rem; text-align: left; }
          .resource td:last-child { display: block; }
          .controls td:nth-child(5)::before { content: "failed "; } .controls td:nth-child(6)::before { content: "of "; }
        }
        @page { size: A4; margin: 15mm 14mm; }
        @media print {
          :root {
            --paper: #fff; --card: #fff; --ink: #000; --faint: #444; --line: #bbb; --accent: #000; --rail: #ddd;
            --critical-bg: #7a0f1d; --critical-ink: #fff; --high-bg: #fbdcd6; --high-ink: #8e1b0e; --medium-bg: #fde9cf;
            --medium-ink: #7a4100; --low-bg: #e3ecf8; --low-ink: #1f4a80; --good: #1d7a46; --fair: #b46a00; --poor: #b3261e;
            --note: #fff; --note-line: #999;
          }
          * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
          body { padding: 0; max-width: none; font-size: 9.5pt; } .skip { display: none; } a { text-decoration: none; }
          .cards { grid-template-columns: repeat(3, 1fr); gap: .6rem; } .card { padding: .6rem .8rem; } .score { font-size: 1.8rem; }
          h2, h3, h4 { break-after: avoid; } tr, .card, .about, .note { break-inside: avoid; } thead { display: table-header-group; }
          .resource { border-width: 1px 0 0; border-radius: 0; padding: .5rem 0; } .where { break-after: avoid; }
        }
        """
}
