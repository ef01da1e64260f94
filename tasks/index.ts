import './all.ts';
import { checkCommandLine } from './command-line.ts';
import { taskTable } from './define.ts';
import { settleExitCode } from './outcome.ts';

settleExitCode();
checkCommandLine(taskTable);
