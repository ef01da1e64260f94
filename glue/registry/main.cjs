// A process of its own. jiti runs the TypeScript from its cache 60 ms after Node is up; `--import tsx` takes 260.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const modules = join(__dirname, '../../node_modules');
// Only a folder of this project's own may be written to: jiti would fall back to one that all users share.
const fsCache = existsSync(modules) && join(modules, '.cache/jiti');
require('jiti').createJiti(__filename, { fsCache })('./main.ts').main(process.argv.slice(2));
