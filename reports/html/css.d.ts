/** Style sheets are imported for vite, which collects them; they export nothing. */
declare module '*.css' {}
