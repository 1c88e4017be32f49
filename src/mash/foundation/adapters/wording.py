"""The words of messages, by language and template name. Only reference, link and code are filled in.

They stand here and not in the gettext catalogues because a message's language is the receiver's and
not that of the request in which it is sent, and so that one can read all that leaves the building.
"""

from typing import Final

_EN_EMERGENCY: Final = (
    "\n\nIf anyone is in danger now, call 999.\n\nThis is an automatic message. Please do not reply to it."
)
_CY_EMERGENCY: Final = (
    "\n\nOs oes unrhyw un mewn perygl nawr, ffoniwch 999.\n\nNeges awtomatig yw hon. Peidiwch ag ateb iddi."
)

SUBJECTS: Final[dict[str, dict[str, str]]] = {
    "en-gb": {
        "receipt": "We have received what you sent: {reference}",
        "outcome_ready": "There is an answer for you: {reference}",
        "code": "Your one-time code",
        "request_waiting": "A request is waiting for your agency: {reference}",
        "draft_code": "Your code to carry on where you stopped",
        "invitation": "You are invited to the safeguarding hub's system",
        "look_again": "A case needs a look: {reference}",
        "nobody_cleared": "Somebody cleared is needed at your hub",
        "log_finding": "A check of the log found something: {reference}",
        "model_look": "How records are matched needs a look: {reference}",
        "break_glass": "A case was opened by break-glass: {reference}",
        "answer_waits": "An answer waits for a custodian’s look: {reference}",
        "package": "A package for your agency: {reference}",
        "package_link": "Information for you: {reference}",
        "package_recalled": "Information was recalled: {reference}",
        "package_corrected": "Information was corrected: {reference}",
        "consent_asked": "May something you supplied be passed on? {reference}",
        "advice_waits": "We advised a referral and have not had it: {reference}",
        "call_unconfirmed": "You called us and we wait for your form: {reference}",
        "hand_over": "Somebody is offered to your team: {reference}",
        "disagreement": "A disagreement waits for your agency: {reference}",
        "round_table": "A round table: {reference}",
        "round_table_minutes": "Minutes of a round table: {reference}",
        "round_table_action": "An action of a round table waits: {reference}",
        "case_offered": "A case is offered to you: {reference}",
        "task_waits": "A task waits for you: {reference}",
        "update_waits": "An update of an open case waits to be read: {reference}",
        "directory_wrong": "An entry of the directory was reported wrong: {reference}",
        "school_notice": "A notice for your school: {reference}",
        "time_runs_out": "A time limit is near: {reference}",
        "time_is_over": "A time limit has passed: {reference}",
        "password_reset": "Choose a new password",
    },
    "cy": {
        "receipt": "Rydym wedi cael yr hyn a anfonoch: {reference}",
        "outcome_ready": "Mae ateb i chi: {reference}",
        "code": "Eich cod untro",
        "request_waiting": "Mae cais yn aros am eich asiantaeth: {reference}",
        "draft_code": "Eich cod i barhau o’r man lle gwnaethoch stopio",
        "invitation": "Fe’ch gwahoddir i system yr hwb diogelu",
        "look_again": "Mae angen edrych ar achos: {reference}",
        "nobody_cleared": "Mae angen rhywun â chliriad yn eich hwb",
        "log_finding": "Canfu gwiriad o’r cofnod rywbeth: {reference}",
        "model_look": "Mae angen edrych ar sut y caiff cofnodion eu paru: {reference}",
        "break_glass": "Agorwyd achos drwy dorri’r gwydr: {reference}",
        "answer_waits": "Mae ateb yn aros i geidwad edrych arno: {reference}",
        "package": "Pecyn i’ch asiantaeth: {reference}",
        "package_link": "Gwybodaeth i chi: {reference}",
        "package_recalled": "Galwyd gwybodaeth yn ôl: {reference}",
        "package_corrected": "Cywirwyd gwybodaeth: {reference}",
        "consent_asked": "A gaiff rhywbeth a ddarparoch ei drosglwyddo? {reference}",
        "advice_waits": "Cynghorasom atgyfeiriad ac nid ydym wedi’i gael: {reference}",
        "call_unconfirmed": "Ffonioch ni ac rydym yn aros am eich ffurflen: {reference}",
        "hand_over": "Cynigir rhywun i’ch tîm: {reference}",
        "disagreement": "Mae anghytundeb yn aros am eich asiantaeth: {reference}",
        "round_table": "Bwrdd crwn: {reference}",
        "round_table_minutes": "Cofnodion bwrdd crwn: {reference}",
        "round_table_action": "Mae cam bwrdd crwn yn aros: {reference}",
        "case_offered": "Cynigir achos i chi: {reference}",
        "task_waits": "Mae tasg yn aros amdanoch: {reference}",
        "update_waits": "Mae diweddariad ar achos agored yn aros i’w ddarllen: {reference}",
        "directory_wrong": "Dywedwyd bod cofnod yn y cyfeiriadur yn anghywir: {reference}",
        "school_notice": "Hysbysiad i’ch ysgol: {reference}",
        "time_runs_out": "Mae terfyn amser yn agos: {reference}",
        "time_is_over": "Mae terfyn amser wedi mynd heibio: {reference}",
        "password_reset": "Dewis cyfrinair newydd",
    },
}

BODIES: Final[dict[str, dict[str, str]]] = {
    "en-gb": {
        "receipt": "We have received what you sent. Your reference is {reference}."
        "\n\nSee what happens next:\n{link}" + _EN_EMERGENCY,
        "outcome_ready": "There is an answer to what you sent us. Your reference is {reference}."
        "\n\nRead it here:\n{link}" + _EN_EMERGENCY,
        "code": "Your one-time code is {code}\n\nIt is for reference {reference}. Enter it here:\n{link}"
        "\n\nIf you did not ask for a code, ignore this message. Never tell anyone the code." + _EN_EMERGENCY,
        "request_waiting": "A request for information is waiting for your agency. Its reference is {reference}."
        "\n\nSign in to read and answer it:\n{link}" + _EN_EMERGENCY,
        "draft_code": "Your code is {code}\n\nUse it with your reference {reference} to carry on:\n{link}"
        "\n\nNothing has been sent to us yet. If you did not ask for a code, ignore this message."
        + _EN_EMERGENCY,
        "invitation": "You are invited to sign in to the safeguarding hub's system."
        "\n\nChoose a password here:\n{link}\n\nThe link works once. Do not pass it on." + _EN_EMERGENCY,
        "look_again": "Something new may concern the case {reference}. Only the people named on it can open it."
        "\n\nSign in and look:\n{link}\n\nIf it does not open for you, nobody is named on it any more: see that somebody is."
        + _EN_EMERGENCY,
        "nobody_cleared": "Something at your hub waits for somebody who is cleared, and nobody who is cleared can open it. "
        "See that somebody is cleared, and that each restricted case names somebody who is."
        "\n\nSign in:\n{link}" + _EN_EMERGENCY,
        "log_finding": "A check of the log found something. Its reference is {reference}."
        "\n\nSign in and look into it:\n{link}" + _EN_EMERGENCY,
        "model_look": "The records of people have changed, and the model that they are matched by may no longer fit. "
        "The look's reference is {reference}.\n\nSign in, see what moved, and say what you made of it:\n{link}"
        + _EN_EMERGENCY,
        "break_glass": "A case was opened by break-glass and waits for your review. Its reference is {reference}."
        "\n\nSign in and review it within one working day:\n{link}" + _EN_EMERGENCY,
        "answer_waits": "An answer to somebody who asked what is held about them waits for a custodian’s look, as each one does. "
        "Its reference is {reference}.\n\nSign in and look:\n{link}" + _EN_EMERGENCY,
        "package": "A safeguarding hub has sent your agency a package. Its reference is {reference}."
        "\n\nSign in, read it and acknowledge it:\n{link}" + _EN_EMERGENCY,
        "package_link": "A safeguarding hub has sent you information. Its reference is {reference}."
        "\n\nThis link shows it once. Open it when you can read in private:\n{link}"
        "\n\nDo not pass the link on. If you did not expect this, call the hub." + _EN_EMERGENCY,
        "package_recalled": "A safeguarding hub has recalled information that it sent you. Its reference is {reference}. "
        "Do not use it any more, and destroy what you printed or saved."
        "\n\nSee what to do:\n{link}" + _EN_EMERGENCY,
        "package_corrected": "Something in information that a safeguarding hub sent you was corrected since. Its reference is {reference}. "
        "Ask the hub for a new package before you rely on it."
        "\n\nSee which part:\n{link}" + _EN_EMERGENCY,
        "consent_asked": "A safeguarding hub asks whether something that your agency supplied may be passed on. The reference is {reference}."
        "\n\nSign in to read and answer it:\n{link}" + _EN_EMERGENCY,
        "advice_waits": "You asked a safeguarding hub for advice. Its reference is {reference}. We advised a referral and have not "
        "had one.\n\nIf you made it elsewhere, or think that it is not needed any more, call the hub and say so. "
        "Otherwise make it now:\n{link}" + _EN_EMERGENCY,
        "call_unconfirmed": "You told a safeguarding hub of a concern by telephone, and were asked to confirm it in writing. It has not "
        "come yet. What you told us by telephone is being worked on; nothing waits for your form.\n\nFill it in here, and give "
        "the reference {reference} in it:\n{link}" + _EN_EMERGENCY,
        "hand_over": "A safeguarding hub offers somebody to a team of your agency. The reference is {reference}. Until your team accepts, the hub stays responsible."
        "\n\nSign in, read it, and accept or refuse it in time:\n{link}" + _EN_EMERGENCY,
        "disagreement": "Something was said in a disagreement between a safeguarding hub and your agency, or it went up a step. Its reference is {reference}."
        "\n\nSign in, read it and say your agency’s view:\n{link}" + _EN_EMERGENCY,
        "round_table": "You are invited to a round table, or its time or place has changed. Its reference is {reference}."
        "\n\nSign in to read what it is about and to say whether you come:\n{link}" + _EN_EMERGENCY,
        "round_table_minutes": "The minutes of a round table, or a correction of them, are there for you. Its reference is {reference}."
        "\n\nSign in, read them and say that you have them:\n{link}" + _EN_EMERGENCY,
        "round_table_action": "An action that was agreed at a round table waits for you. Its reference is {reference}."
        "\n\nSign in to read it, and to say when it is done:\n{link}" + _EN_EMERGENCY,
        "case_offered": "A case is offered to you. The offer is {reference}."
        "\n\nSign in, and take it or decline it:\n{link}" + _EN_EMERGENCY,
        "update_waits": "Something came in on a case that is open. Its reference is {reference}."
        "\n\nSign in, read it and say that you have:\n{link}" + _EN_EMERGENCY,
        "directory_wrong": "Somebody could not reach your team as the directory says. The entry is {reference}."
        "\n\nSign in and put it right, or say that it is right:\n{link}" + _EN_EMERGENCY,
        "task_waits": "A task at your hub waits for you. Its reference is {reference}."
        "\n\nSign in to read it, and to say when it is done:\n{link}" + _EN_EMERGENCY,
        "school_notice": "A safeguarding hub has a notice for your school’s key adult. Its reference is {reference}."
        "\n\nSign in and read it before the child it is about comes in. Read it where nobody else can see it:\n{link}"
        + _EN_EMERGENCY,
        "time_runs_out": "A time limit of a case is near. Its reference is {reference}."
        "\n\nSign in and see what is left to do:\n{link}" + _EN_EMERGENCY,
        "time_is_over": "A time limit of a case has passed. Its reference is {reference}."
        "\n\nSign in and see what is left to do:\n{link}" + _EN_EMERGENCY,
        "password_reset": "Somebody, we hope you, asked for a new password."
        "\n\nChoose it here:\n{link}\n\nThe link works once. If you did not ask for it, ignore this message."
        + _EN_EMERGENCY,
    },
    "cy": {
        "receipt": "Rydym wedi cael yr hyn a anfonoch. Eich cyfeirnod yw {reference}."
        "\n\nGweld beth sy’n digwydd nesaf:\n{link}" + _CY_EMERGENCY,
        "outcome_ready": "Mae ateb i’r hyn a anfonoch atom. Eich cyfeirnod yw {reference}."
        "\n\nDarllenwch ef yma:\n{link}" + _CY_EMERGENCY,
        "code": "Eich cod untro yw {code}\n\nMae ar gyfer cyfeirnod {reference}. Rhowch ef yma:\n{link}"
        "\n\nOs na wnaethoch ofyn am god, anwybyddwch y neges hon. Peidiwch byth â dweud y cod wrth neb."
        + _CY_EMERGENCY,
        "request_waiting": "Mae cais am wybodaeth yn aros am eich asiantaeth. Ei gyfeirnod yw {reference}."
        "\n\nMewngofnodwch i’w ddarllen a’i ateb:\n{link}" + _CY_EMERGENCY,
        "draft_code": "Eich cod yw {code}\n\nDefnyddiwch ef gyda’ch cyfeirnod {reference} i barhau:\n{link}"
        "\n\nNid oes dim wedi’i anfon atom eto. Os na wnaethoch ofyn am god, anwybyddwch y neges hon."
        + _CY_EMERGENCY,
        "invitation": "Fe’ch gwahoddir i fewngofnodi i system yr hwb diogelu."
        "\n\nDewiswch gyfrinair yma:\n{link}\n\nMae’r ddolen yn gweithio unwaith. Peidiwch â’i rhannu."
        + _CY_EMERGENCY,
        "look_again": "Gall rhywbeth newydd ymwneud â’r achos {reference}. Dim ond y bobl a enwir arno all ei agor."
        "\n\nMewngofnodwch ac edrychwch:\n{link}\n\nOs nad yw’n agor i chi, nid oes neb wedi’i enwi arno mwyach: "
        "gofalwch fod rhywun." + _CY_EMERGENCY,
        "nobody_cleared": "Mae rhywbeth yn eich hwb yn aros am rywun â chliriad, ac ni all neb sydd â chliriad ei agor. "
        "Gofalwch fod gan rywun gliriad, a bod pob achos cyfyngedig yn enwi rhywun sydd â chliriad."
        "\n\nMewngofnodwch:\n{link}" + _CY_EMERGENCY,
        "log_finding": "Canfu gwiriad o’r cofnod rywbeth. Ei gyfeirnod yw {reference}."
        "\n\nMewngofnodwch ac edrychwch arno:\n{link}" + _CY_EMERGENCY,
        "model_look": "Mae’r cofnodion pobl wedi newid, ac efallai nad yw’r model a ddefnyddir i’w paru yn addas mwyach. "
        "Y cyfeirnod yw {reference}.\n\nMewngofnodwch, gweld beth sydd wedi symud, a dweud beth yw eich barn:\n{link}"
        + _CY_EMERGENCY,
        "break_glass": "Agorwyd achos drwy dorri’r gwydr ac mae’n aros i chi ei adolygu. Y cyfeirnod yw {reference}."
        "\n\nMewngofnodwch a’i adolygu o fewn un diwrnod gwaith:\n{link}" + _CY_EMERGENCY,
        "answer_waits": "Mae ateb i rywun a ofynnodd beth a gedwir amdano yn aros i geidwad edrych arno, fel y mae pob un. "
        "Y cyfeirnod yw {reference}.\n\nMewngofnodwch ac edrychwch:\n{link}" + _CY_EMERGENCY,
        "package": "Mae hwb diogelu wedi anfon pecyn i’ch asiantaeth. Ei gyfeirnod yw {reference}."
        "\n\nMewngofnodwch, darllenwch ef a’i gydnabod:\n{link}" + _CY_EMERGENCY,
        "package_link": "Mae hwb diogelu wedi anfon gwybodaeth atoch. Ei chyfeirnod yw {reference}."
        "\n\nMae’r ddolen hon yn ei dangos unwaith. Agorwch hi pan allwch ddarllen yn breifat:\n{link}"
        "\n\nPeidiwch â rhannu’r ddolen. Os nad oeddech yn disgwyl hyn, ffoniwch yr hwb." + _CY_EMERGENCY,
        "package_recalled": "Mae hwb diogelu wedi galw yn ôl wybodaeth a anfonodd atoch. Ei chyfeirnod yw {reference}. "
        "Peidiwch â’i defnyddio mwyach, a dinistriwch yr hyn a argraffwyd neu a gadwyd gennych."
        "\n\nGweld beth i’w wneud:\n{link}" + _CY_EMERGENCY,
        "package_corrected": "Cywirwyd rhywbeth mewn gwybodaeth a anfonodd hwb diogelu atoch. Ei chyfeirnod yw {reference}. "
        "Gofynnwch i’r hwb am becyn newydd cyn dibynnu arno."
        "\n\nGweld pa ran:\n{link}" + _CY_EMERGENCY,
        "consent_asked": "Mae hwb diogelu yn gofyn a gaiff rhywbeth a ddarparodd eich asiantaeth ei drosglwyddo. Y cyfeirnod yw {reference}."
        "\n\nMewngofnodwch i’w ddarllen a’i ateb:\n{link}" + _CY_EMERGENCY,
        "advice_waits": "Gofynasoch am gyngor gan hwb diogelu. Ei gyfeirnod yw {reference}. Cynghorasom atgyfeiriad ac nid ydym "
        "wedi’i gael.\n\nOs gwnaethoch ef yn rhywle arall, neu os credwch nad oes ei angen mwyach, ffoniwch yr hwb i ddweud. "
        "Fel arall gwnewch ef nawr:\n{link}" + _CY_EMERGENCY,
        "call_unconfirmed": "Dywedasoch wrth hwb diogelu am bryder dros y ffôn, a gofynnwyd i chi ei gadarnhau’n ysgrifenedig. Nid yw "
        "wedi cyrraedd eto. Mae’r hyn a ddywedasoch dros y ffôn yn cael ei drin; nid oes dim yn aros am eich ffurflen.\n\nLlenwch "
        "hi yma, a rhowch y cyfeirnod {reference} ynddi:\n{link}" + _CY_EMERGENCY,
        "hand_over": "Mae hwb diogelu yn cynnig rhywun i dîm eich asiantaeth. Y cyfeirnod yw {reference}. Hyd nes bydd eich tîm yn derbyn, yr hwb sy’n gyfrifol."
        "\n\nMewngofnodwch, darllenwch ef, a’i dderbyn neu ei wrthod mewn pryd:\n{link}" + _CY_EMERGENCY,
        "disagreement": "Dywedwyd rhywbeth mewn anghytundeb rhwng hwb diogelu a’ch asiantaeth, neu aeth i fyny gam. Ei gyfeirnod yw {reference}."
        "\n\nMewngofnodwch, darllenwch ef a dweud barn eich asiantaeth:\n{link}" + _CY_EMERGENCY,
        "round_table": "Fe’ch gwahoddir i fwrdd crwn, neu mae ei amser neu ei le wedi newid. Ei gyfeirnod yw {reference}."
        "\n\nMewngofnodwch i ddarllen beth sydd dan sylw ac i ddweud a ydych yn dod:\n{link}" + _CY_EMERGENCY,
        "round_table_minutes": "Mae cofnodion bwrdd crwn, neu gywiriad iddynt, yno i chi. Ei gyfeirnod yw {reference}."
        "\n\nMewngofnodwch, darllenwch nhw a dweud eu bod gennych:\n{link}" + _CY_EMERGENCY,
        "round_table_action": "Mae cam y cytunwyd arno mewn bwrdd crwn yn aros amdanoch. Ei gyfeirnod yw {reference}."
        "\n\nMewngofnodwch i’w ddarllen, ac i ddweud pan fydd wedi’i wneud:\n{link}" + _CY_EMERGENCY,
        "case_offered": "Cynigir achos i chi. Y cynnig yw {reference}."
        "\n\nMewngofnodwch, a’i gymryd neu ei wrthod:\n{link}" + _CY_EMERGENCY,
        "update_waits": "Daeth rhywbeth i law ar achos sydd ar agor. Ei gyfeirnod yw {reference}."
        "\n\nMewngofnodwch, darllenwch ef a dweud eich bod wedi gwneud:\n{link}" + _CY_EMERGENCY,
        "directory_wrong": "Ni allai rhywun gyrraedd eich tîm fel y dywed y cyfeiriadur. Y cofnod yw {reference}."
        "\n\nMewngofnodwch a’i gywiro, neu ddweud ei fod yn gywir:\n{link}" + _CY_EMERGENCY,
        "task_waits": "Mae tasg yn eich hwb yn aros amdanoch. Ei chyfeirnod yw {reference}."
        "\n\nMewngofnodwch i’w darllen, ac i ddweud pan fydd wedi’i gwneud:\n{link}" + _CY_EMERGENCY,
        "school_notice": "Mae gan hwb diogelu hysbysiad i oedolyn allweddol eich ysgol. Ei gyfeirnod yw {reference}."
        "\n\nMewngofnodwch a’i ddarllen cyn i’r plentyn y mae’n ymwneud ag ef gyrraedd. Darllenwch ef lle na all neb arall ei weld:"
        "\n{link}" + _CY_EMERGENCY,
        "time_runs_out": "Mae terfyn amser achos yn agos. Ei gyfeirnod yw {reference}."
        "\n\nMewngofnodwch i weld beth sydd ar ôl i’w wneud:\n{link}" + _CY_EMERGENCY,
        "time_is_over": "Mae terfyn amser achos wedi mynd heibio. Ei gyfeirnod yw {reference}."
        "\n\nMewngofnodwch i weld beth sydd ar ôl i’w wneud:\n{link}" + _CY_EMERGENCY,
        "password_reset": "Gofynnodd rhywun, chi gobeithio, am gyfrinair newydd."
        "\n\nDewiswch ef yma:\n{link}\n\nMae’r ddolen yn gweithio unwaith. Os na wnaethoch ofyn amdani, "
        "anwybyddwch y neges hon." + _CY_EMERGENCY,
    },
}

TEXTS: Final[dict[str, dict[str, str]]] = {
    "en-gb": {
        "receipt": "We have received what you sent. Reference {reference}. What happens next: {link}",
        "outcome_ready": "There is an answer to what you sent us. Reference {reference}. Read it: {link}",
        "code": "Your one-time code is {code}. Never tell anyone it. {link}",
        "request_waiting": "A request is waiting for your agency. Reference {reference}. {link}",
        "draft_code": "Your code is {code}. Use it with reference {reference} to carry on: {link}",
        "invitation": "You are invited to the safeguarding hub's system. Choose a password: {link}",
        "look_again": "Something new may concern the case {reference}. Sign in and look: {link}",
        "nobody_cleared": "Somebody cleared is needed at your hub. Sign in: {link}",
        "log_finding": "A check of the log found something. Reference {reference}. {link}",
        "model_look": "The model that records are matched by may no longer fit. Reference {reference}. {link}",
        "break_glass": "A case was opened by break-glass and waits for your review. Reference {reference}. {link}",
        "answer_waits": "An answer waits for a custodian’s look. Reference {reference}. {link}",
        "package": "A package for your agency. Reference {reference}. {link}",
        "package_link": "Information for you. Reference {reference}. The link opens once: {link}",
        "package_recalled": "Information that we sent was recalled. Reference {reference}. {link}",
        "package_corrected": "Something in information that we sent was corrected. Reference {reference}. {link}",
        "consent_asked": "May something you supplied be passed on? Reference {reference}. {link}",
        "advice_waits": "We advised a referral and have not had it. Reference {reference}: {link}",
        "call_unconfirmed": "You called a safeguarding hub and we wait for your form. Give reference {reference} in it: {link}",
        "hand_over": "Somebody is offered to your team. Reference {reference}. {link}",
        "disagreement": "A disagreement waits for your agency. Reference {reference}. {link}",
        "round_table": "A round table. Reference {reference}. Say whether you come: {link}",
        "round_table_minutes": "Minutes of a round table. Reference {reference}. {link}",
        "round_table_action": "An action of a round table waits. Reference {reference}. {link}",
        "case_offered": "A case is offered to you. Reference {reference}. {link}",
        "update_waits": "An update of an open case waits to be read. Reference {reference}. {link}",
        "directory_wrong": "An entry of the directory was reported wrong. Reference {reference}. {link}",
        "task_waits": "A task waits for you. Reference {reference}. {link}",
        "school_notice": "A notice for your school. Reference {reference}. Read it in private: {link}",
        "time_runs_out": "A time limit of case {reference} is near. {link}",
        "time_is_over": "A time limit of case {reference} has passed. {link}",
        "password_reset": "Choose a new password: {link}",
    },
    "cy": {
        "receipt": "Rydym wedi cael yr hyn a anfonoch. Cyfeirnod {reference}. Beth sy’n digwydd nesaf: {link}",
        "outcome_ready": "Mae ateb i’r hyn a anfonoch atom. Cyfeirnod {reference}. Darllenwch ef: {link}",
        "code": "Eich cod untro yw {code}. Peidiwch â’i ddweud wrth neb. {link}",
        "request_waiting": "Mae cais yn aros am eich asiantaeth. Cyfeirnod {reference}. {link}",
        "draft_code": "Eich cod yw {code}. Defnyddiwch ef gyda chyfeirnod {reference} i barhau: {link}",
        "invitation": "Fe’ch gwahoddir i system yr hwb diogelu. Dewiswch gyfrinair: {link}",
        "look_again": "Gall rhywbeth newydd ymwneud â’r achos {reference}. Mewngofnodwch ac edrychwch: {link}",
        "nobody_cleared": "Mae angen rhywun â chliriad yn eich hwb. Mewngofnodwch: {link}",
        "log_finding": "Canfu gwiriad o’r cofnod rywbeth. Cyfeirnod {reference}. {link}",
        "model_look": "Efallai nad yw’r model a ddefnyddir i baru cofnodion yn addas mwyach. Cyfeirnod {reference}. {link}",
        "break_glass": "Agorwyd achos drwy dorri’r gwydr ac mae’n aros i’w adolygu. Cyfeirnod {reference}. {link}",
        "answer_waits": "Mae ateb yn aros i geidwad edrych arno. Cyfeirnod {reference}. {link}",
        "package": "Pecyn i’ch asiantaeth. Cyfeirnod {reference}. {link}",
        "package_link": "Gwybodaeth i chi. Cyfeirnod {reference}. Mae’r ddolen yn agor unwaith: {link}",
        "package_recalled": "Galwyd yn ôl wybodaeth a anfonwyd gennym. Cyfeirnod {reference}. {link}",
        "package_corrected": "Cywirwyd rhywbeth mewn gwybodaeth a anfonwyd gennym. Cyfeirnod {reference}. {link}",
        "consent_asked": "A gaiff rhywbeth a ddarparoch ei drosglwyddo? Cyfeirnod {reference}. {link}",
        "advice_waits": "Cynghorasom atgyfeiriad ac nid ydym wedi’i gael. Cyfeirnod {reference}: {link}",
        "call_unconfirmed": "Ffonioch hwb diogelu ac rydym yn aros am eich ffurflen. Rhowch gyfeirnod {reference} ynddi: {link}",
        "hand_over": "Cynigir rhywun i’ch tîm. Cyfeirnod {reference}. {link}",
        "disagreement": "Mae anghytundeb yn aros am eich asiantaeth. Cyfeirnod {reference}. {link}",
        "round_table": "Bwrdd crwn. Cyfeirnod {reference}. Dywedwch a ydych yn dod: {link}",
        "round_table_minutes": "Cofnodion bwrdd crwn. Cyfeirnod {reference}. {link}",
        "round_table_action": "Mae cam bwrdd crwn yn aros. Cyfeirnod {reference}. {link}",
        "case_offered": "Cynigir achos i chi. Cyfeirnod {reference}. {link}",
        "update_waits": "Mae diweddariad ar achos agored yn aros i’w ddarllen. Cyfeirnod {reference}. {link}",
        "directory_wrong": "Dywedwyd bod cofnod yn y cyfeiriadur yn anghywir. Cyfeirnod {reference}. {link}",
        "task_waits": "Mae tasg yn aros amdanoch. Cyfeirnod {reference}. {link}",
        "school_notice": "Hysbysiad i’ch ysgol. Cyfeirnod {reference}. Darllenwch ef yn breifat: {link}",
        "time_runs_out": "Mae terfyn amser achos {reference} yn agos. {link}",
        "time_is_over": "Mae terfyn amser achos {reference} ar ben. {link}",
        "password_reset": "Dewis cyfrinair newydd: {link}",
    },
}

CODE_LINE: Final[dict[str, str]] = {
    "en-gb": "\n\nYour one-time code is {code}",
    "cy": "\n\nEich cod untro yw {code}",
}
