/** The report in a real browser, opened from disk: one file, so that all of it shares one browser and one bundle. */
import './testing/in-browser/opening.ts';
import './testing/in-browser/keyboard.ts';
import './testing/in-browser/diagram.ts';
import './testing/in-browser/people.ts';
import './testing/in-browser/forms.ts';
import './testing/in-browser/trouble.ts';
