// A thread has no TypeScript loader of its own; jiti brings one, from its cache.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const modules = join(__dirname, '../../node_modules');
// Only a folder of this project's own may be written to: jiti would fall back to one that all users share.
const fsCache = existsSync(modules) && join(modules, '.cache/jiti');
require('jiti').createJiti(__filename, { fsCache })('./worker.ts').serveScans();
