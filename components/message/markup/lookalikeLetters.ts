/**
 * Letters that, as UTS 39 or the eye has it, look like one of ASCII, as they are written: small and
 * capital letters differ in this.
 */
const letters = [
  // Latin
  'ıƄƍƒƖƦƽǀȷɑɡɢɣɩɪɯɴʀʄʋʏʙʜʟᴀᴄᴅᴇᴊᴋᴍᴏᴑᴘᴛᴜᴠᴡᴢᶃᶌẝỿⱬꜱꞁꞘꞙꞟꞲꞳꞴꟺꟾꬲꬵꬽꭇꭈꭎꭒꭚꭤ',
  // Greek
  'ͿΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγηικνορστυχωϜϳϸϺᴦ',
  // Cyrillic
  'ЅІЈАВЕКМНОРСТУХЬагекопрсухшъыьюѕіјѡѴѵҮүһҽӀӏԁԌԍԗԛԜԝᲂᲃꙇ',
  // Armenian
  'ՍՏՕագզհյոռսցւքօ',
  // Cherokee
  'ᎠᎡᎢᎥᎩᎪᎫᎬᎳᎷᎻᎽᏀᏂᏃᏏᏒᏔᏕᏙᏚᏞᏟᏢᏦᏧᏳᏴꭵꮁꮃꮓꮤꮩꮪꮯ',
  // Lisu
  'ꓐꓑꓒꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ',
  // Coptic
  'ϭⲂⲅⲍⲎⲒⲓⲔⲘⲚⲞⲟⲢⲣⲤⲥⲦⲨⲩⲬⲽⳎⳏⳐ',
]
const allLookalike = new RegExp(`^[${letters.join('')}A-Za-z\\d-]+$`, 'u')
/** Marks below a letter, easily taken for dirt. */
const slightMarks = /[\u0323-\u0325\u032D\u032E\u0330-\u0332]/gu

// A label of several scripts (UTS 39, 5.2: Latin goes with Han and what is written beside it).
const latin = /\p{Script=Latin}/u
const besideLatin = new RegExp(`^[${
  ['Latin', 'Common', 'Inherited', 'Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo']
    .map(script => `\\p{Script=${script}}`).join('')
}]*$`, 'u')

/** Whether a part of a host's name may be taken for one of ASCII letters alone, or for one of another script. */
export function isLookalikeLabel(label: string): boolean {
  if (/^\p{ASCII}*$/u.test(label)) return false
  if (latin.test(label) && !besideLatin.test(label)) return true
  const bare = label.normalize('NFD').replace(slightMarks, '')
  return allLookalike.test(bare) || allLookalike.test(bare.toLowerCase())
}
