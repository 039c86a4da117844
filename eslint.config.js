import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['app/static/', 'node_modules/', '.venv/'] },
  js.configs.recommended,
  {
    files: ['app/frontend/**/*.js'],
    languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: globals.browser },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Build elements with dom.js; texts never become markup.' },
      ],
    },
  },
  {
    files: ['app/frontend/build.js', 'app/frontend/**/*.test.js', 'eslint.config.js'],
    languageOptions: { globals: globals.node },
  },
];
