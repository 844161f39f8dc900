/// The look of all pages: one style sheet, readable on a screen and on paper.
enum ReportStyle {
    static let css = """
        :root { color: #20242b; background: #ffffff; }
        body { margin: 0; font: 16px/1.55 "Helvetica Neue", Arial, "Liberation Sans", sans-serif; }
        main { max-width: 960px; margin: 0 auto; padding: 40px 28px 60px; }
        h1 { font-size: 1.9em; line-height: 1.2; margin: 0 0 .2em; }
        h2 { font-size: 1.25em; margin: 2.4em 0 .6em; padding-bottom: .25em;
             border-bottom: 1px solid #dfe3e8; }
        h3 { font-size: 1.05em; margin: 1.6em 0 .4em; }
        p { margin: .6em 0; max-width: 46em; }
        a { color: #2c6fa6; }
        nav { margin: 1.4em 0 0; font-size: .9em; line-height: 1.9; }
        .subtitle { color: #5b6470; margin-top: 0; }
        .summary { background: #f6f7f9; border-radius: 8px; padding: 14px 22px 16px; margin-top: 1.6em; }
        .summary h2 { margin: 0 0 .5em; border: 0; padding: 0; }
        .summary ul { list-style: none; margin: 0; padding: 0; }
        .summary li { display: flex; gap: .7em; margin: .35em 0; }
        .mark { flex: none; width: 1.45em; height: 1.45em; line-height: 1.45em; text-align: center;
                border-radius: 50%; font-weight: bold; font-size: .85em; margin-top: .12em; color: #fff; }
        .good .mark { background: #3f8f5f; }
        .warning .mark { background: #c98a1b; }
        .failure .mark { background: #bb3e2b; }
        .note { padding: .6em 1em; border-left: 4px solid; border-radius: 3px; }
        .note.good { background: #edf6f0; border-color: #3f8f5f; }
        .note.warning { background: #fdf5e3; border-color: #c98a1b; }
        .note.failure { background: #fbeae7; border-color: #bb3e2b; }
        figure { margin: 1.4em 0; }
        figure.table { overflow-x: auto; }
        img { max-width: 100%; height: auto; display: block; }
        figcaption { color: #5b6470; font-size: .9em; margin-top: .5em; max-width: 52em; }
        table { border-collapse: collapse; font-size: .93em; font-variant-numeric: tabular-nums; }
        th, td { padding: .34em 1em .34em 0; text-align: left; border-bottom: 1px solid #e6e9ed;
                 vertical-align: baseline; }
        th { border-bottom: 1.5px solid #9aa3ad; vertical-align: bottom; font-weight: 600; }
        th.number, td.number { text-align: right; padding-left: 1em; white-space: nowrap; }
        td.good { color: #2e7a4d; }
        td.warning { color: #9a6a10; font-weight: 600; }
        td.failure { color: #bb3e2b; font-weight: 600; }
        .unit { display: block; font-weight: normal; color: #5b6470; font-size: .9em; }
        pre { background: #f6f7f9; border-radius: 6px; padding: .9em 1.1em; overflow-x: auto;
              font: .85em/1.5 "DejaVu Sans Mono", Menlo, Consolas, monospace; }
        code { background: #f0f2f5; border-radius: 3px; padding: .1em .3em;
               font: .88em "DejaVu Sans Mono", Menlo, Consolas, monospace; }
        pre code { background: none; padding: 0; font: inherit; }
        pre.output { background: none; border-left: 3px solid #c9d3dd; border-radius: 0;
                     padding: .2em 1.1em; white-space: pre-wrap; }
        .cell-label { color: #5b6470; font-size: .85em; margin: 1.6em 0 -.6em; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .25em 1.4em; margin: .8em 0; }
        dt { color: #5b6470; }
        dd { margin: 0; overflow-wrap: anywhere; }
        footer { margin-top: 3em; color: #5b6470; font-size: .85em; border-top: 1px solid #dfe3e8;
                 padding-top: .8em; }
        @media print { main { max-width: none; padding: 0; } figure { break-inside: avoid; } }
        """
}
