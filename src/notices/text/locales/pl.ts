import type { Catalogue } from '../catalog.ts';
import type { PhraseFacts } from '../phrase.ts';

// Not reviewed by a native speaker yet.
// Addresses the person impersonally: “można”, “należy”, “warto”.

/** A name has a gender, a number and cases that we do not know, so the word "usługa" takes them and the name follows it. */
const bend =
  (noun: string) =>
  ({ service }: PhraseFacts): string =>
    service.replace(/^usługa/, noun);

const ofService = bend('usługi');
const inService = bend('usłudze');
const withService = bend('usługą');

/** "minuta" becomes "minutę" after "przez" and "już"; all other forms stay as they are. */
const lasting = ({ duration }: PhraseFacts): string => duration.replace(/a$/, 'ę');

const NOT_YOUR_SIDE = 'Zwykle przyczyną nie jest urządzenie ani połączenie.';
const WE_GO_ON = 'Będziemy próbować dalej. Nie trzeba nic robić.';
const OR_CONNECTION = 'Jeśli inne strony też się nie otwierają, przyczyną jest połączenie.';
const CHECK_FIRST =
  'Warto odczekać kilka minut. Jeśli coś było wysyłane, przed ponownym wysłaniem należy sprawdzić, czy dotarło.';
const KEEPS_COMING_AND_GOING = 'Połączenie co chwilę znika i wraca.';
const NO_NETWORK = 'Urządzenie zgłasza brak połączenia z siecią.';
const WHENEVER = 'Można spróbować ponownie w dowolnej chwili.';
const ASK_ACCESS = 'Można użyć innego konta lub zapytać osobę, która zarządza dostępem.';

/** Everything that notices can say, in Polish. */
export const pl: Required<Catalogue> = {
  'service.name': 'usługa',
  'service.start': 'Usługa',
  'service.named': 'usługa „{what}”',
  'service.named.start': 'Usługa „{what}”',
  announcement: '{title}. {text}',

  'slow.title': '{Service} odpowiada dłużej niż zwykle',
  'slow.detail': '{Service} jeszcze nie odpowiedziała. Jak dotąd wszystko przebiega bez problemów.',
  'slow.advice': 'Nadal czekamy na odpowiedź.',
  'slow.slow-connection.detail': 'Połączenie wydaje się teraz wolne.',
  'slow.slow-connection.advice': 'To może się jeszcze udać. Pomóc może miejsce z lepszym zasięgiem.',
  'slow.many.title': 'Kilka usług działa teraz wolno',
  'slow.many.detail': 'Jeszcze nie odpowiedziały. Jak dotąd wszystko przebiega bez problemów.',
  'slow.write.title': (facts) => `Trwa wysyłanie do ${ofService(facts)}`,
  'slow.write.named.title': 'Trwa wysyłanie: „{what}”',
  'slow.write.detail': '{Service} jeszcze tego nie potwierdziła. Jak dotąd wszystko przebiega bez problemów.',
  'slow.write.advice': 'Nie trzeba naciskać ponownie.',
  'slow.playback.title': 'Wczytywanie trwa długo',
  'slow.playback.detail': 'Film wczytuje się wolniej, niż jest odtwarzany.',
  'slow.playback.advice': 'Może się na chwilę zatrzymać. W niższej jakości może odtwarzać się bez przerw.',

  'bad-gateway.title': '{Service} nie odpowiada prawidłowo',
  'bad-gateway.detail':
    'Udało się połączyć, ale odpowiedzi nie dało się użyć. Zwykle trwa to krótko, a przyczyną nie jest urządzenie ani połączenie.',
  'bad-gateway.advice': WE_GO_ON,
  'unavailable.title': '{Service} jest teraz niedostępna',
  'unavailable.detail': `Jest zbyt obciążona albo na jakiś czas wyłączona. ${NOT_YOUR_SIDE}`,
  'unavailable.advice': WE_GO_ON,
  'unavailable-until.title': '{Service} prosi, aby poczekać',
  'unavailable-until.detail': 'Teraz jest niedostępna, ale podała, kiedy można wrócić.',
  'unavailable-until.advice': 'Można zostawić tę stronę otwartą. Spróbujemy wtedy ponownie.',
  'gateway-timeout.title': '{Service} odpowiada zbyt długo',
  'gateway-timeout.detail': `Udało się połączyć, ale {service} wciąż czekała na jeden z własnych systemów. ${NOT_YOUR_SIDE}`,
  'gateway-timeout.advice': WE_GO_ON,
  'timeout.title': (facts) => `Nadal brak odpowiedzi od ${ofService(facts)}`,
  'timeout.detail': (facts) =>
    `Zapytaliśmy i nic nie nadeszło. Przyczyna może leżeć w połączeniu lub w ${inService(facts)}.`,
  'timeout.advice': 'Będziemy próbować dalej.',
  'server-error.title': (facts) => `Coś się nie udało w ${inService(facts)}`,
  'server-error.detail': `Wystąpił tam problem z tym, o co prosiliśmy. ${NOT_YOUR_SIDE}`,
  'server-error.advice': 'Będziemy próbować dalej.',
  'rate-limited.title': (facts) => `Oczekiwanie na zgodę ${ofService(facts)}`,
  'rate-limited.detail': '{Service} ogranicza częstość korzystania i prosi, aby zwolnić.',
  'rate-limited.advice': 'Będziemy kontynuować, gdy tylko będzie można. Nie trzeba nic robić.',
  'network.title': (facts) => `Brak połączenia z ${withService(facts)}`,
  'network.detail': (facts) =>
    `Nie udaje się połączyć. Przyczyna może leżeć w połączeniu, rozszerzeniu przeglądarki, programie zabezpieczającym lub w ${inService(facts)}.`,
  'network.advice': `Będziemy próbować dalej. ${OR_CONNECTION}`,
  'network.device.title': 'Teraz nie udaje się z niczym połączyć',
  'network.device.detail':
    'Kilka usług jest jednocześnie nieosiągalnych, więc przyczyną jest najprawdopodobniej połączenie.',
  'network.device.flapping.detail': KEEPS_COMING_AND_GOING,
  'offline.title': 'Wygląda na to, że nie ma połączenia',
  'offline.detail': NO_NETWORK,
  'offline.advice': 'Będziemy kontynuować, gdy połączenie wróci.',
  'offline.flapping.detail': KEEPS_COMING_AND_GOING,
  'offline.when.retrying': 'Połączenie mogło wrócić. Trwa kolejna próba…',
  'many.title': 'Kilka usług nie odpowiada',
  'many.detail': 'Dotyczy: {list}. Zwykle przyczyną nie jest urządzenie.',
  'many.advice': WE_GO_ON,
  'paused.title': '{Service} teraz nie odpowiada',
  'paused.detail': 'Kilka kolejnych prób się nie udało, więc dajemy czas na powrót do działania.',
  'paused.advice': 'Sprawdzimy ponownie automatycznie. Nie trzeba nic robić.',

  'playback.title': 'Oczekiwanie na dalszą część filmu',
  'playback.detail': '{Service} jeszcze nie wysyła dalszej części. Zwykle przyczyną nie jest urządzenie.',
  'playback.advice': 'Film ruszy sam, gdy nadejdzie dalsza część.',
  'network.playback.detail': (facts) =>
    `Dalsza część nie nadchodzi. Przyczyna może leżeć w połączeniu lub w ${inService(facts)}.`,

  'slow-connection.advice': 'Zasięg wydaje się słaby. Będziemy próbować dalej.',
  'flapping.detail': '{Service} co chwilę znika i wraca.',
  'long-outage.detail': (facts) => `Trwa to już ${lasting(facts)}. Nadal sprawdzamy w tle.`,
  'not-saved': 'Niczego nie zapisano.',
  'work-kept': 'Wprowadzone dane nadal tu są.',
  affected: 'Dotyczy: {list}.',

  'when.waiting': 'Następna próba najpóźniej {in}.',
  'when.waiting.soon': 'Następna próba za kilka sekund.',
  // Fits a time as well as a day with a time.
  'when.waiting.clock': 'Następna próba: {time}.',
  'when.retrying': 'Trwa kolejna próba…',
  'when.paused': 'Następne sprawdzenie najpóźniej {in}.',
  'when.paused.soon': 'Następne sprawdzenie za kilka sekund.',
  'when.paused.clock': 'Następne sprawdzenie: {time}.',
  'when.failed': 'Kolejna próba możliwa od: {time}.',
  waiting: {
    one: 'Czeka 1 operacja.',
    few: 'Czekają {n} operacje.',
    many: 'Czeka {n} operacji.',
    other: 'Czeka {n} operacji.',
  },

  'recovered.title': '{Service} znowu działa',
  'recovered.detail': 'Wszystko, co czekało, zostało zakończone.',
  'recovered.partial': {
    one: `Nie udało się wczytać 1 elementu. ${WHENEVER}`,
    few: `Nie udało się wczytać części elementów. ${WHENEVER}`,
    many: `Nie udało się wczytać części elementów. ${WHENEVER}`,
    other: `Nie udało się wczytać części elementów. ${WHENEVER}`,
  },
  'recovered.partial.named': `Nie udało się wczytać: {list}. ${WHENEVER}`,
  'recovered.offline.title': 'Urządzenie jest znowu online',
  'recovered.network.title': 'Połączenie wróciło',
  'recovered.many.title': 'Usługi znowu działają',
  'recovered.playback.title': 'Odtwarzanie trwa dalej',
  'recovered.playback.detail': 'Nadeszła dalsza część.',

  'failed.title': 'Niestety {service} nadal nie odpowiada',
  'failed.detail': {
    one: 'Jedna próba nie przyniosła skutku.',
    few: '{n} próby nie przyniosły skutku. Czas trwania: {duration}.',
    many: '{n} prób nie przyniosło skutku. Czas trwania: {duration}.',
    other: '{n} próby nie przyniosło skutku. Czas trwania: {duration}.',
  },
  'failed.unsent.detail': (facts) => `Nic nie dotarło do ${ofService(facts)}, ponieważ nie było odpowiedzi.`,
  'failed.advice': 'Można spróbować ponownie za kilka minut.',
  'failed.timeout.title': (facts) => `Niestety nie ma odpowiedzi od ${ofService(facts)}`,
  'failed.network.title': (facts) => `Niestety nie udało się połączyć z ${withService(facts)}`,
  'failed.network.advice': `Można spróbować ponownie za chwilę. ${OR_CONNECTION}`,
  'failed.offline.title': (facts) => `Niestety brak połączenia z ${withService(facts)}`,
  'failed.offline.unsent.detail': 'Nic nie zostało wysłane, ponieważ urządzenie zgłaszało brak połączenia.',
  'failed.offline.advice': 'Można spróbować ponownie, gdy połączenie wróci.',
  'failed.device.title': 'Niestety nie udało się połączyć',
  'failed.device.detail': (facts) => `Przez ${lasting(facts)} nie udało się połączyć, więc próby zostały zakończone.`,
  'failed.server-error.title': (facts) => `Niestety coś nie działa w ${inService(facts)}`,
  'failed.unavailable-until.title': 'Niestety {service} jest jeszcze niedostępna',
  'failed.rate-limited.title': 'Niestety {service} wymaga dłuższej przerwy',
  'failed.rate-limited.write.title': 'Nie zapisano: {service} prosi, aby poczekać',
  'failed.rate-limited.write.named.title': 'Nie zapisano: „{what}”',
  'failed.rate-limited.write.detail': '{Service} ogranicza częstość korzystania, więc nic nie zostało zapisane.',
  'failed.playback.title': 'Niestety ten film przestał się wczytywać',
  'failed.playback.detail': 'Dalsza część nie nadeszła.',
  'failed.playback.advice': 'Można spróbować ponownie za chwilę.',

  'not-sent.title': (facts) => `Nie wysłano: brak połączenia z ${withService(facts)}`,
  'not-sent.named.title': 'Nie wysłano: „{what}”, brak połączenia',
  'not-sent.device.title': 'Nie wysłano: nie było połączenia',
  'not-sent.detail': 'Urządzenie zgłaszało brak połączenia, więc nic nie zostało wysłane.',
  'not-sent.network.detail': 'Nie udało się połączyć, więc nic nie zostało wysłane.',
  'not-sent.advice': 'Można wysłać ponownie, gdy połączenie wróci.',
  'not-sent.network.advice': `Można wysłać ponownie za chwilę. ${OR_CONNECTION}`,

  'outcome-unknown.title': 'Nie wiadomo, czy to zostało zapisane',
  'outcome-unknown.named.title': 'Nie wiadomo, czy zapisano: „{what}”',
  'outcome-unknown.upstream.title': 'Nie wiadomo, czy {service} to zapisała',
  'outcome-unknown.detail': 'Dane zostały wysłane, ale {service} tego nie potwierdziła. Mogły dotrzeć albo nie.',
  'outcome-unknown.advice': 'Przed ponownym wysłaniem warto sprawdzić, czy dotarły.',
  'stopped.title': (facts) => `Próby połączenia z ${withService(facts)} zakończone`,
  'stopped.detail': '{Service} może nadal mieć trudności.',
  'stopped.device.title': 'Próby połączenia zakończone',
  'stopped.device.detail': 'Połączenie mogło jeszcze nie wrócić.',
  'stopped.advice': WHENEVER,

  'not-found.title': 'Nie udało się tego znaleźć',
  'not-found.named.title': 'Nie udało się znaleźć: „{what}”',
  'not-found.detail':
    'Treść mogła zostać przeniesiona lub usunięta, link może być nieaktualny albo potrzebne jest inne konto.',
  'not-found.advice': 'Warto sprawdzić link lub poszukać w inny sposób. Ponowna próba prawdopodobnie nie pomoże.',
  'not-found.playback.title': 'Ten film jest niedostępny',
  'gone.title': 'Ta treść nie jest już dostępna',
  'gone.named.title': 'Już niedostępne: „{what}”',
  'gone.detail': 'Treść została usunięta i raczej nie wróci.',
  'gone.advice': 'Można poszukać nowszej wersji lub wrócić.',
  'signed-out.title': 'Aby kontynuować, należy się zalogować',
  'signed-out.named.title': 'Aby kontynuować, należy się zalogować: „{what}”',
  'signed-out.detail': 'Do tego potrzebne jest zalogowanie. Sesja może po pewnym czasie wygasnąć sama.',
  'signed-out.advice': 'Po zalogowaniu można spróbować ponownie.',
  'forbidden.title': 'To konto nie ma dostępu',
  'forbidden.named.title': 'To konto nie ma dostępu do: „{what}”',
  'forbidden.detail': '{Service} nie zezwala na to temu kontu.',
  'forbidden.advice': ASK_ACCESS,
  'rejected.title': '{Service} nie mogła tego przyjąć',
  'rejected.named.title': '{Service} nie mogła przyjąć: „{what}”',
  'rejected.detail': 'Coś jest inaczej, niż oczekuje {service}.',
  'rejected.advice': 'Ponowna próba bez zmian prawdopodobnie nie pomoże.',

  'action.retry-now': 'Spróbuj teraz',
  'action.retry-now.busy': 'Trwa próba…',
  'action.cancel': 'Zakończ próby',
  'action.dismiss.aria': (facts) => `Ukryj komunikat dotyczący ${ofService(facts)}`,
  'action.dismiss.device.aria': 'Ukryj komunikat dotyczący połączenia',
  'action.dismiss.many.aria': 'Ukryj komunikat dotyczący kilku usług',
  'action.copy': 'Kopiuj szczegóły',
  'action.copied': 'Skopiowano',
  'action.details': 'Co to znaczy?',
  'support.code': 'Kod: {code}',
  'support.reference': 'Numer zgłoszenia: {reference}',
  'region.label': 'Komunikaty o połączeniu',
  'list.others': {
    one: '1 inny element',
    few: '{n} inne elementy',
    many: '{n} innych elementów',
    other: '{n} innego elementu',
  },
  'list.services': { one: '1 usługa', few: '{n} usługi', many: '{n} usług', other: '{n} usługi' },

  'explain.heading.happened': 'Co się stało',
  'explain.heading.side': 'Gdzie leży problem',
  'explain.heading.temporary': 'Czy to minie?',
  'explain.heading.advice': 'Co można zrobić',
  'explain.side.service': (facts) => `Niemal zawsze w ${inService(facts)}, a nie po stronie osoby lub urządzenia.`,
  'explain.side.connection': 'Najprawdopodobniej w połączeniu między urządzeniem a internetem.',
  'explain.side.device': 'W połączeniu między urządzeniem a internetem.',
  'explain.side.request': 'Nigdzie. {Service} działa i odpowiedziała.',
  'explain.side.unknown': (facts) =>
    `Stąd nie da się tego stwierdzić. Może leżeć w połączeniu lub w ${inService(facts)}.`,
  'explain.temporary.likely': 'Zwykle tak, często w ciągu kilku minut.',
  'explain.temporary.unknown': 'Stąd nie da się tego stwierdzić.',
  'explain.temporary.no': 'Samo nie.',

  'explain.bad-gateway.happened':
    'Większość usług składa się z kilku komputerów. Pierwszy przyjął nasze pytanie i przekazał je dalej, ale nie mógł użyć tego, co wróciło od następnego. To, co było szukane, najprawdopodobniej nadal tam jest.',
  'explain.bad-gateway.advice': (facts) =>
    `Warto odczekać kilka minut. Jeśli to trwa, można zgłosić to obsłudze ${ofService(facts)}.`,
  'explain.unavailable.happened': (facts) =>
    `Udało się połączyć z ${withService(facts)}, a odpowiedź brzmiała „nie teraz”. Jest zbyt obciążona albo celowo wyłączona na jakiś czas.`,
  'explain.unavailable.temporary': 'Zwykle tak. Czasem wiadomo kiedy i wtedy pokazujemy godzinę.',
  'explain.unavailable.advice':
    'Warto odczekać chwilę lub do podanej godziny. Można spróbować wcześniej, ale może być za wcześnie.',
  'explain.gateway-timeout.happened':
    'Większość usług składa się z kilku komputerów. Pierwszy przyjął nasze pytanie i przekazał je dalej, ale następny nie odpowiedział na czas.',
  'explain.gateway-timeout.side': (facts) =>
    `Niemal zawsze w ${inService(facts)}. Coś działa tam wolno, częściej niż jest zepsute.`,
  'explain.gateway-timeout.advice': CHECK_FIRST,
  'explain.timeout.happened': 'Zapytaliśmy, a odpowiedź nie nadchodziła tak długo, że przestaliśmy na nią czekać.',
  'explain.timeout.advice': CHECK_FIRST,
  'explain.server-error.happened': 'Nasze pytanie dotarło, ale coś się nie udało, gdy {service} się nim zajmowała.',
  'explain.server-error.advice': (facts) =>
    `Warto chwilę odczekać. Jeśli za każdym razem nie udaje się to samo, można zgłosić to obsłudze ${ofService(facts)}.`,
  'explain.rate-limited.happened': '{Service} otrzymała w krótkim czasie więcej pytań, niż dopuszcza.',
  'explain.rate-limited.side': 'Nigdzie. {Service} chroni się przed nadmiarem naraz.',
  'explain.rate-limited.advice': 'Warto odczekać chwilę lub do podanej godziny. Wcześniej dostęp może być zamknięty.',
  'explain.network.happened': (facts) =>
    `Nie udało się połączyć z ${withService(facts)}. Przeglądarki nie mówią stronom dlaczego, aby strony nie dowiadywały się niczego o sieci.`,
  'explain.network.device.happened':
    'Nie udało się połączyć z kilkoma usługami jednocześnie. Przeglądarki nie mówią stronom dlaczego, aby strony nie dowiadywały się niczego o sieci.',
  'explain.network.advice':
    'Warto sprawdzić, czy otwierają się inne strony. Jeśli nie, przyczyną jest połączenie: publiczna sieć Wi-Fi może najpierw wymagać zalogowania. Jeśli tak, można spróbować bez rozszerzeń przeglądarki.',
  'explain.offline.happened': NO_NETWORK,
  'explain.offline.temporary': 'Tak, gdy połączenie wróci.',
  'explain.offline.advice': 'Warto sprawdzić Wi-Fi lub zasięg sieci komórkowej.',
  'explain.slow.happened': 'Zapytaliśmy, a odpowiedź się opóźnia. Jak dotąd wszystko przebiega bez problemów.',
  'explain.slow.advice': 'Można poczekać lub w tym czasie zająć się czymś innym.',
  'explain.many.happened': 'Kilka usług, których ta strona potrzebuje, jednocześnie nie odpowiada.',
  'explain.many.side': 'Najprawdopodobniej w czymś, z czego te usługi wspólnie korzystają.',
  'explain.many.advice': 'Warto odczekać kilka minut.',
  'explain.not-found.happened': '{Service} działa i odpowiedziała, że pod tym adresem nie ma nic do pokazania.',
  'explain.not-found.side': 'Najprawdopodobniej w linku: może być nieaktualny lub wymagać innego konta.',
  'explain.not-found.temporary': 'Odpowiedź tego nie mówi. Zwykle nie.',
  'explain.not-found.advice': 'Warto sprawdzić link, wyszukać lub zmienić konto. Ponowna próba rzadko pomaga.',
  'explain.gone.happened': '{Service} działa i odpowiedziała, że tę treść usunięto na stałe.',
  'explain.gone.advice': 'Można poszukać nowszej wersji.',
  'explain.signed-out.happened': '{Service} działa i wymaga zalogowania.',
  'explain.signed-out.advice': 'Należy się zalogować, a potem spróbować ponownie.',
  'explain.forbidden.happened': '{Service} działa i nie zezwala na to temu kontu.',
  'explain.forbidden.advice': ASK_ACCESS,
  'explain.rejected.happened': '{Service} działa i nie mogła przyjąć tego, co wysłano.',
  'explain.rejected.advice': 'Warto coś zmienić, a potem spróbować ponownie.',
  'explain.stopped.happened': 'Próby zostały zakończone na życzenie.',
  'explain.stopped.advice': WHENEVER,
};
