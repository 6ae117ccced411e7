/** Historic and invented people only. */
export const people = [
  ['ada', 'Ada Lovelace'],
  ['grace', 'Grace Hopper'],
  ['hypatia', 'Ὑπατία'],
  ['khwarizmi', 'الخوارزمي'],
  ['rashi', 'רש״י'],
  ['sofia', 'Софья Ковалевская'],
  ['alan', 'Alan Turing'],
  ['emmy', 'Emmy Noether'],
  ['leonhard', 'Leonhard Euler'],
  ['maria', 'Maria Sibylla Merian'],
  ['teodor', 'Teodor Wolkenbruch-Hohenschwangau von und zu Unterammergau'],
  ['nikola', 'Nikola'],
  ['rosalind', 'Rosalind Franklin'],
  ['gottfried', 'Gottfried W. Leibniz'],
]

export const groups = [
  ['Observatory', 'What is up there tonight', 'public'],
  [
    'Committee for the restoration of the old clock tower and its seven bells',
    'Drawings, dates and who holds the ladder', 'public',
  ],
  ['Kitchen garden', 'Seeds, slugs and what to do with forty courgettes', 'public'],
  ['Night shift', 'For those who are awake anyway', 'private'],
  ['Книжный клуб', 'По четвергам', 'public'],
  ['Λέσχη ανάγνωσης', 'Κάθε πρώτη Παρασκευή', 'public'],
  ['ديوان الشعر', 'أبيات نحبها', 'public'],
  ['Engine room', 'How this place is run', 'private'],
  ['Map makers', '', 'public'],
  ['Small repairs', 'Bring it, we will look at it', 'public'],
  ['Choir', 'Rehearsal on Tuesday', 'public'],
  ['Chess', 'Slow games', 'public'],
  ['Lost and found', '', 'public'],
  ['Lantern walk', 'November', 'private'],
  ['Weather station', 'Readings and arguments', 'public'],
  ['Bicycle kitchen', 'Open on Saturdays', 'public'],
]

export const square = [
  'Good morning, square. The bakery has the dark bread again.', 'Then I am already on my way.',
  'Bring two, I owe you one since Tuesday.', 'Does anybody know when the clock tower opens?',
  'From ten. The stairs are still being mended, hold on to the rope.',
  'Thank you!',
  'It is going to rain after four. Whoever hung the lanterns should take the paper ones down.',
  'That was me. Doing it now.', 'Καλημέρα! Τι ωραία μέρα.', 'Доброе утро! Кто сегодня играет в шахматы?',
  'صباح الخير جميعًا', 'I am in for chess, but only a slow game.', 'Somebody left a blue scarf on the fountain.',
  'Mine! I will come by at noon.',
  'It is on the bench by the door, next to the umbrella nobody wants.',
  'The umbrella is historic.', 'The umbrella is broken.', 'Both can be true.',
]

export const observatory = [
  'Clear skies from nine until about two, then cloud from the west.',
  'Seeing should be good. I would like to try the double in Andromeda.',
  'The finder is out of line again. Half a turn on the upper screw.',
  'Done, and the clock drive is oiled.',
  'For the new people: dress warmer than you think. Then add a coat.',
  'Jupiter rises at half past eight. All four moons on one side tonight.',
  'I have drawn them every evening this week. The pattern is lovely when you lay the sheets side by side.',
  'Could you pin them up at the door?',
  'They are pinned. Below the old chart, so that the draught does not take them.',
  'How long was the exposure of the last plate?',
  'Ninety seconds. Two minutes would have been too much with that wind.',
  'A long one, because somebody asked how we find things without a motor: begin with a bright star that you know, '
  + 'put it in the middle of the finder, then walk along the chart one field at a time. '
  + 'Turn the chart until it looks like what you see. Do not hurry. When you are lost, '
  + 'go back to the bright star and begin again; it is quicker than guessing, '
  + 'and after a few evenings you will notice that you no longer get lost.',
]

export const verse = [
  'على قدر أهل العزم تأتي العزائم', 'وتأتي على قدر الكرام المكارم',
  'A translation, for the rest of us: resolve comes in the measure of the resolute.',
  'شكرًا على الترجمة',
]
