/** Style sheets as texts, for those that a script adopts. */
declare module '*.css?inline' {
  const text: string;
  export default text;
}
