/**
 * Given names, the most frequent of several languages, without those that are words, places, months or brands as often
 * (Grace, Hope, Mark, Will, April, Austin, Dallas, Georgia, Chelsea, Lincoln, Jordan, Ray, Art, Bill, Rose, Jack).
 */
const GIVEN = new Set(
  (
    "Aaron Abdul Abdullah Abigail Adam Adrian Adriana Agnes Ahmed Aisha Alan Albert Alberto Alejandro Aleksandr Alessandro " +
    "Alexander Alexandra Alexandre Alexei Alfred Ali Alice Alicia Alison Allison Amanda Amber Amelia Amir Amy Ana Anastasia Anders " +
    "Andre André Andrea Andreas Andrei Andrew Andrey Angela Angelina Anita Anna Anne Annie Anthony Antoine Anton Antonio Arjun " +
    "Arthur Ashley Audrey Barbara Barry Beatrice Ben Benjamin Bernard Bernie Beth Betty Beverly Beyoncé Björn Bob Bobby Boris Brad " +
    "Bradley Brenda Brendan Brett Brian Britney Bruce Bryan Camille Carl Carla Carlos Carmen Carol Caroline Carolyn " +
    "Carrie Caterina Catherine Cathy Cecilia Charles Cheryl Chloe Chris Christina Christine Christoph Christophe " +
    "Christopher Cindy Claire Clara Claude Claudia Colin Connor Craig Cristiano Cristina Curtis Cynthia Daniel Daniela Danielle " +
    "Danny Darren Dave David Deborah Debra Denise Dennis Derek Diana Diane Diego Dmitri Dmitry Dominic Donald Donna Doris " +
    "Dorothy Doug Douglas Dylan Eddie Edgar Eduardo Edward Edwin Eileen Elaine Eleanor Elena Elijah Elisabeth Elizabeth Ellen Elsa Emily " +
    "Emma Emmanuel Enrique Eric Erica Erik Erin Ernest Esther Ethan Eugene Eva Evelyn Fatima Felipe Felix Fernando Fiona Frances " +
    "Francesca Francesco Francis Francisco Franck François Franz Fred Frederick Friedrich Gabriel Gabriela Gabrielle Gareth Gary Gavin " +
    "Geoffrey George Georges Gerald Gerard Gerhard Gianluca Gillian Giorgio Giovanni Giulia Giuseppe Gloria Gordon Graham Greg Gregory " +
    "Guillaume Gustav Hannah Hans Harold Harriet Hassan Heather Heidi Heinrich Helen Helena Henri Henry Herbert Hermann Hillary " +
    "Hiroshi Holly Howard Hugh Hugo Ian Ibrahim Igor Inga Ingrid Irene Irina Isaac Isabel Isabella Isabelle Ivan Ivana " +
    "Jacob Jacqueline Jacques Jake James Jane Janet Janice Jason Javier Jay Jean-Claude Jeff Jeffrey Jennifer Jenny Jeremy Jerome " +
    "Jerry Jesse Jessica Jessie Jim Jimmy Joan Joanna Joanne João Jochen Joe Joel Johann Johannes John Johnny Jon Jonas Jonathan " +
    "Jorge Jose José Josef Joseph Josephine Josh Joshua Joyce Juan Judith Judy Julia Julian Juliana Julie Juliette Julio Jürgen Justin " +
    "Karen Karim Karina Karl Kate Katharina Katherine Kathleen Kathryn Kathy Katie Katrina Katy Keith Kelly Ken Kenneth Kevin Khaled " +
    "Kim Kirk Klaus Kristen Kristin Kumar Kurt Kyle Larry Lars Laura Lauren Laurence Laurent Lawrence Leah Leo Leonard Leonardo " +
    "Leslie Liam Linda Lindsay Lindsey Lionel Lisa Liza Lois Lorenzo Lorraine Louis Louise Lucas Lucia Lucy Luigi Luis Luiz Luka " +
    "Luke Lydia Lynn Malcolm Manuel Marc Marcel Marco Marcus Margaret Margarita Maria María Mariah Marie Marilyn Mario Marion Marlene " +
    "Martha Martin Martina Mary Mateo Mathieu Matt Matteo Matthew Maureen Maurice Max Maxime Megan Meghan Mehmet Melanie Melissa Meryl " +
    "Michael Michel Michele Michelle Miguel Mike Mikhail Milan Miles Miranda Mohamed Mohammad Mohammed Monica Monika Muhammad Mustafa Nadia " +
    "Nancy Naomi Natalia Natalie Natasha Nathan Nathaniel Neil Nelson Nicholas Nick Nicola Nicolas Nicole Nikola Nikolai Nina Noah Noel " +
    "Nora Norman Olga Oliver Olivia Omar Oscar Otto Owen Pablo Paige Pamela Paola Paolo Patricia Patrick Paul Paula Pauline " +
    "Pedro Peggy Penelope Peter Phil Philip Philippe Phillip Phyllis Pierre Pietro Priya Rachel Rafael Rahul Rajesh Ralph Ramon Raoul Rashid " +
    "Raymond Rebecca Reinhard Renee Ricardo Richard Rick Ricky Rita Rob Robert Roberta Roberto Robin Rodrigo Roger Roland Roman " +
    "Ronald Rosa Ross Roy Rudolf Russell Ruth Ryan Sabrina Sally Sam Samantha Samuel Sandra Sanjay Sara Sarah Scarlett Scott " +
    "Sean Sebastian Serena Sergei Sergey Sergio Seth Shah Shane Shannon Sharon Shaun Shawn Sheila Shirley Silvia Simon Simone Sofia Sonia Sophia " +
    "Sophie Stacy Stanley Stefan Stefano Stella Stephanie Stephen Steve Steven Stuart Sue Sunil Susan Suzanne Svetlana Sylvia " +
    "Tamara Tanya Tara Tatiana Ted Teresa Terrence Theodore Theresa Thomas Tiffany Tim Timothy Tina Todd Tom Tomas Tommy Toni Tony Tracy " +
    "Travis Trevor Ulrich Ursula Valentina Valerie Vanessa Vera Veronica Victor Victoria Vijay Vincent Vincenzo Vladimir Walter " +
    "Wanda Wayne Wendy Wilhelm William Wolfgang Xavier Yasmin Yolanda Yusuf Yvonne Zachary Zoe"
  ).split(" "),
);

/** Titles before a family name alone. */
const TITLES =
  "Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame|Lady|Lord|Senator|Sen|Judge|Justice|Rev|Pastor|Rabbi|Sgt|Captain|Capt|Mayor|Governor|Gov|President|Chancellor";

/** Words with capitals after a given name that are no family name: places, goods, works and their like. */
const NO_FAMILY =
  /^(?:The|And|In|On|At|Of|Or|For|With|By|From|To|As|Is|Was|Are|vs|Street|St|Road|Avenue|Beach|Park|City|Town|County|Island|Islands|Lake|River|Bay|Hill|Hills|Valley|Mountain|Bridge|House|Hotel|Hall|Castle|Church|Cathedral|Chapel|College|University|School|Hospital|Centre|Center|Museum|Library|Airport|Stadium|Theatre|Theater|Square|Tower|Market|Cup|Award|Awards|Prize|Club|Band|Trio|Quartet|Show|Tour|Live|Album|Song|Songs|Music|Book|Books|Movie|Film|Series|Season|Trailer|Poster|Print|Photo|Photos|Picture|Pictures|Image|Images|Portrait|Painting|Art|Design|Designs|Collection|Edition|Style|Fashion|Dress|Gown|Skirt|Top|Shirt|Jacket|Coat|Jeans|Shoes|Shoe|Boots|Boot|Sandals|Sneakers|Heels|Pump|Bag|Handbag|Wallet|Watch|Ring|Necklace|Earrings|Bracelet|Sunglasses|Eyewear|Perfume|Sofa|Chair|Table|Bed|Lamp|Rug|Mirror|Pillow|Doll|Toy|Costume|Wig|Guitar|Red|Blue|Black|White|Green|Brown|Pink|Gold|Silver|Grey|Gray|Navy|Beige|Birthday|Wedding|Christmas|Halloween|Easter|Day|Week|Night|Gallery|Project|Team|Cycle|Company|Inc|Ltd|LLC|Co|News|Times|Interview|Quotes|Quote|Facts|Biography|Hair|Makeup|Over|Under|Tells|Says|Cropped|Wool|Cotton|Silk|Leather|Lace|Denim|Knit|Honey|Essential|Essentials|Passion|Elementary|Middle|High|Wilderness|Forest|Indians|Space|Action|Jr\.|Lounge|Recliner|Desk|Shelf|Sleeve|Midi|Mini|Maxi|Sweater|Cardigan|Blouse|Pants|Shorts|Jumpsuit|Stud|Pendant|Mug|Case|Cover|Card|Cards|Fabric|Quilt|Curtain|Curtains|Wallpaper|Squirrel|Rabbit|Bunny|Mouse|Duck|Tattoo|Recipe|Cake|Pizza|Tree|Flower|Dog|Cat|Fish|Bear|Cookies|Cream|Jr|Sr|II|III|IV)$/u;

/** Goods and characters that are called as a person more often than the person is named. */
const NO_PERSONS = new Set(
  (
    "Tommy Hilfiger|Tommy Bahama|Ralph Lauren|Stuart Weitzman|Michael Kors|Kate Spade|Marc Jacobs|Steve Madden|Karen Millen|Ted Baker|" +
    "Paul Smith|Jimmy Choo|Vera Bradley|Hugo Boss|John Deere|John Lewis|Jim Beam|Johnny Walker|Johnnie Walker|Jack Daniel|" +
    "Louis Vuitton|Peter Pan|Peter Rabbit|Alice Wonderland|Tom Ford|Tony Moly|Sherlock Holmes|James Bond|Harry Potter|" +
    "Luke Skywalker|Bruce Wayne|Captain America|Captain Marvel|Captain Scarlet|Captain Jack|Sgt Pepper|Dr Pepper|Dr Martens|Dr Who|" +
    "Mr Potato|Mr Bean|Mrs Claus|Miss Universe|Miss World|Lady Bug|Sir Toby"
  ).split("|"),
);

const NAME = `\\p{Lu}(?:\\p{Ll}|['’]\\p{Lu}|\\p{Ll}\\p{Lu})[\\p{L}'’-]*`;
const PARTICLES = "(?:de|da|dos|del|della|di|la|le|van|von|der|den|bin|ibn|al|el|ter|ten) ";
/** A given name, perhaps a middle name or initials, particles, and a word with a capital. */
const FULL = new RegExp(
  `(?<![\\p{L}\\p{N}'’-])(${NAME}) (?:(?:\\p{Lu}\\.? ?){1,2} )?(?:${PARTICLES})*(${NAME})(?![\\p{L}\\p{N}])`,
  "gu",
);
const TITLED = new RegExp(
  `(?<![\\p{L}\\p{N}'’-])(${TITLES})\\.? (?:\\p{Lu}\\. ?)?(?:${PARTICLES})*(${NAME})(?![\\p{L}\\p{N}])`,
  "gu",
);

/**
 * How many times a text names a person in full: a given name of a list before a word with a capital, or a title before
 * a name. Brands and places that bear a person's name count; names of other cultures, in other scripts, written small
 * or all in capitals do not.
 */
export function personNames(text: string): number {
  let count = 0;
  const taken: (readonly [from: number, to: number])[] = [];
  FULL.lastIndex = 0;
  // What is no name may begin one word later: Photo David Smith.
  for (let found = FULL.exec(text); found !== null; found = FULL.exec(text)) {
    const [whole, given = "", family = ""] = found;
    if (GIVEN.has(given) && isFamily(family) && isPerson(given, family)) {
      count++;
      taken.push([found.index, found.index + whole.length]);
    } else FULL.lastIndex = found.index + given.length;
  }
  for (const { 0: whole, 1: title = "", 2: family = "", index } of text.matchAll(TITLED))
    if (
      isFamily(family) &&
      isPerson(title, family) &&
      !taken.some(([from, to]) => index < to && from < index + whole.length)
    )
      count++;
  return count;
}

function isFamily(word: string): boolean {
  return !NO_FAMILY.test(word.replace(/['’]s$/u, ""));
}

function isPerson(first: string, family: string): boolean {
  return !NO_PERSONS.has(`${first} ${family.replace(/['’]s$/u, "")}`);
}
