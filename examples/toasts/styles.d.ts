// A bundler takes styles for side effects.
declare module '*.css';
