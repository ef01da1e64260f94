import { which } from 'zx/core';
import { WorkflowError } from '../lib/errors.ts';
import { JAVA_LOCALE } from '../lib/java.ts';
import { clearProgress, showProgress } from '../lib/progress.ts';
import { runTied } from '../lib/tied.ts';
import { JVM_SOURCES } from './inputs.ts';

interface MavenOptions {
  /** Every module's output goes to `<outputDir>/<module>`. */
  readonly outputDir: string;
  readonly javaHome: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Packages all modules. It first tries without the network, which is all it takes when the dependencies are in the local
 * Maven repository, and downloads only when that fails. Throws with Maven's own error lines.
 */
export async function packageModules(options: MavenOptions): Promise<void> {
  const mvn = await which('mvn', { nothrow: true });
  if (!mvn) {
    throw new WorkflowError('No `mvn` on the PATH', {
      hint: 'Install Maven 3.8 or newer (Debian: `apt-get install maven`, macOS: `brew install maven`).',
      exitCode: 2,
    });
  }
  const offline = await runMaven(mvn, ['--offline'], options);
  if (offline.exitCode === 0) return;
  const needsNetwork = offline.errors.some((line) => /resolve|offline mode/i.test(line));
  const result = needsNetwork ? await runMaven(mvn, [], options) : offline;
  if (result.exitCode === 0) return;
  throw new WorkflowError(`Maven could not package the JVM modules:\n  ${result.errors.slice(0, 12).join('\n  ')}`, {
    hint: 'Read the first line; for a network error set your proxy or mirror in `~/.m2/settings.xml`.',
  });
}

interface MavenResult {
  readonly exitCode: number;
  readonly errors: readonly string[];
}

async function runMaven(mvn: string, flags: readonly string[], options: MavenOptions): Promise<MavenResult> {
  const output = '-Doutput.dir=' + options.outputDir + '/${project.artifactId}';
  const args = ['--batch-mode', '--threads', '1C', ...flags, '-f', JVM_SOURCES, '-DskipTests', output, 'package'];
  const env = { ...options.environment, ...JAVA_LOCALE, JAVA_HOME: options.javaHome };
  const errors: string[] = [];
  let downloaded = 0;
  const exitCode = await runTied({ command: [mvn, ...args], env }, (line) => {
    if (line.includes('Downloaded from')) downloaded += 1;
    if (line.startsWith('[ERROR]')) errors.push(line.slice('[ERROR] '.length));
    showProgress(downloaded > 0 ? `Maven: ${downloaded} files downloaded` : 'Maven: packaging the JVM modules');
  });
  clearProgress();
  return { exitCode, errors };
}
