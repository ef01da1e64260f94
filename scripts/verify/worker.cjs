// A thread has no TypeScript loader of its own; jiti brings one, from its cache.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const modules = join(__dirname, '../../node_modules');
// Only a folder of this project's own may be written to: jiti would fall back to one that all users share.
const fsCache = existsSync(modules) && join(modules, '.cache/jiti');
// Its stand-ins for modules cost more at every use of an import than what is imported.
require('jiti').createJiti(__filename, { fsCache, interopDefault: false })('./worker.ts').serveScans();
