import './up.ts';
import './verify.ts';
import './down.ts';
import './status.ts';
import './doctor.ts';
import './build.ts';
import './download.ts';
import './services.ts';
import './connectors.ts';
import './topics.ts';
import './s3.ts';
import './ui.ts';
import { checkCommandLine } from './command-line.ts';
import { taskTable } from './define.ts';
import { settleExitCode } from './outcome.ts';

settleExitCode();
checkCommandLine(taskTable);
