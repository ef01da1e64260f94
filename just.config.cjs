require('jiti').createJiti(__filename)('./tasks/index.ts');
