import DefaultTheme from 'vitepress/theme';
import LiveEngine from './LiveEngine.vue';
import './wide.css';

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => void app.component('LiveEngine', LiveEngine),
};
