import { loadSettings } from '../configs/settings.ts';
import { clearProgress, showProgress } from '../scripts/lib/progress.ts';
import { verifyPipeline } from '../scripts/verify.ts';
import { reportLines } from '../scripts/verify/render.ts';
import { define } from './define.ts';
import { failWith } from './outcome.ts';
import { printJson, printLines } from './output.ts';

define(
  'verify',
  'Prove that topics, schemas, objects and committed offsets agree, record by record',
  {
    options: {
      timeout: { value: 'SECONDS', summary: 'How long to wait for what is pending (default: 150)' },
      json: { summary: 'Print one JSON document' },
    },
  },
  async ({ has, number }) => {
    const timeoutMs = (number('timeout') ?? 150) * 1000;
    const report = await verifyPipeline(loadSettings(), { timeoutMs, onProgress: showProgress });
    clearProgress();
    failWith(report.exitCode);
    if (has('json')) printJson(report);
    else printLines(reportLines(report));
  },
);
